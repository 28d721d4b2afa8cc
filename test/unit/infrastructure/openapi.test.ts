import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openApiFile, openApiText } from '../../../scripts/openapi.ts';
import { routes } from '../../../src/contracts/routes.ts';

describe('the OpenAPI file', () => {
  it('is what the route table says now; run `npm run openapi` when this fails', () => {
    expect(readFileSync(openApiFile, 'utf8')).toBe(openApiText());
  });

  it('describes every route once, with problem details for what it refuses', () => {
    const document = JSON.parse(openApiText());
    for (const [name, route] of Object.entries(routes)) {
      const operation = document.paths[route.path][route.method.toLowerCase()];
      expect(operation.operationId).toBe(name);
      if (route.permission !== 'public')
        expect(operation.responses['401'].content).toHaveProperty('application/problem+json');
    }
  });
});
