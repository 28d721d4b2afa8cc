import { expect, it } from 'vitest';
import { printsAlways, variablesOf } from '../../../src/domain/content/variables.ts';
import { aTemplate } from './build.ts';

const found = (source: string) =>
  Object.fromEntries(variablesOf(aTemplate(source)).map(({ path, guarded }) => [path, guarded]));

it.each([
  ['{{firstName}}', { firstName: false }],
  ['{{this.firstName}} {{@root.city}}', { firstName: false, city: false }],
  ['{{default firstName "there"}}', { firstName: true }],
  ['{{default firstName lastName}}', { firstName: true, lastName: false }],
  ['{{upper (default firstName "x")}}', { firstName: true }],
  ['{{default firstName ""}}', { firstName: true }],
  ['{{upper firstName}}', { firstName: false }],
  ['{{#if firstName}}{{firstName}}{{/if}}', { firstName: true }],
  ['{{#if firstName}}a{{/if}}{{firstName}}', { firstName: false }],
  ['{{#if firstName}}a{{else}}{{firstName}}{{/if}}', { firstName: false }],
  ['{{#unless firstName}}a{{else}}{{firstName}}{{/unless}}', { firstName: true }],
  ['{{#if (and a b)}}{{a}}{{b}}{{/if}}', { a: true, b: true }],
  ['{{#if (or a b)}}{{a}}{{/if}}', { a: false, b: true }],
  ['{{#if (gt leadScore 50)}}{{leadScore}}{{/if}}', { leadScore: true }],
  ['{{#if (eq a b)}}{{a}}{{/if}}', { a: false, b: true }],
  [
    '{{#each orders}}{{total}}{{../name}}{{this}}{{/each}}',
    { orders: true, 'orders[].total': false, name: false, 'orders[]': true },
  ],
  ['{{#with company}}{{name}}{{/with}}', { company: true, 'company.name': false }],
  ['{{custom.plan}}', { 'custom.plan': false }],
])('finds in %s the variables %j', (source, expected) => {
  expect(found(source)).toEqual(expected);
});

it.each([
  ['<a href="{{unsubscribeUrl}}">x</a>', true],
  ['{{#if a}}{{unsubscribeUrl}}{{else}}{{unsubscribeUrl}}{{/if}}', true],
  ['{{#if a}}{{unsubscribeUrl}}{{/if}}', false],
  ['{{#each a}}{{@root.unsubscribeUrl}}{{/each}}', false],
  ['{{! {{unsubscribeUrl}} }}', false],
  ['{{upper unsubscribeUrl}}', false],
])('knows whether %s always prints the link', (source, expected) => {
  expect(
    printsAlways(
      aTemplate(source.replace('{{! {{unsubscribeUrl}} }}', '{{!-- {{unsubscribeUrl}} --}}')),
      'unsubscribeUrl',
    ),
  ).toBe(expected);
});
