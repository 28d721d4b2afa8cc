import { pseudoParameters, resolve, type Scope } from './intrinsics.ts';
import { isJsonObject, type Json, type JsonObject, textOf } from './json.ts';
import type { StackSource } from './manifest.ts';
import { type Addresses, inventedId, REGION, type ResourceType, resourceTypes } from './resource-types.ts';

export interface Resource {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  /** The physical name: given in the template or `<stack>-<logicalId>`. */
  readonly name: string;
  /** What `Ref` returns for it. */
  readonly ref: string;
  /** Undefined for types that have no ARN. */
  readonly arn: string | undefined;
  readonly properties: JsonObject;
}

type Exports = (name: string) => Json;

/** One stack whose names and expressions are evaluated when asked for, so that order does not matter. */
export class Stack {
  readonly #source: StackSource;
  readonly #addresses: Addresses;
  readonly #scope: Scope;
  readonly #names = new Map<string, string>();
  readonly #naming = new Set<string>();

  constructor(source: StackSource, addresses: Addresses, exports: Exports) {
    this.#source = source;
    this.#addresses = addresses;
    const pseudo = pseudoParameters(source.name);
    this.#scope = {
      stackName: source.name,
      ref: (name) => pseudo[name] ?? this.#parameter(name) ?? this.ref(name),
      attribute: (id, attribute) => this.#attribute(id, attribute),
      condition: (name) => this.condition(name),
      mapping: (map, top, second) => source.template.Mappings[map]?.[top]?.[second],
      importValue: exports,
      finish: (text) => this.#localEndpoints(text),
    };
  }

  get name(): string {
    return this.#source.name;
  }

  condition(name: string): boolean {
    const expression = this.#source.template.Conditions[name];
    if (expression === undefined) throw new Error(`Stack ${this.name} has no condition ${name}`);
    return resolve(expression, this.#scope) === true;
  }

  exports(): [string, () => Json][] {
    return Object.values(this.#source.template.Outputs).flatMap(({ Value, Condition, Export }) => {
      if (!Export || (Condition !== undefined && !this.condition(Condition))) return [];
      const name = String(resolve(Export.Name, this.#scope));
      return [[name, () => resolve(Value, this.#scope)] satisfies [string, () => Json]];
    });
  }

  outputs(): Record<string, Json> {
    const all = Object.entries(this.#source.template.Outputs);
    const present = all.filter(([, { Condition }]) => Condition === undefined || this.condition(Condition));
    return Object.fromEntries(present.map(([key, { Value }]) => [key, resolve(Value, this.#scope)]));
  }

  resource(logicalId: string, type: ResourceType): Resource {
    const declared = this.#declared(logicalId);
    const properties = resolve(declared.Properties, this.#scope);
    if (!isJsonObject(properties)) throw new Error(`The properties of ${logicalId} are not an object`);
    const named = this.#named(logicalId, type);
    return {
      stack: this.name,
      logicalId,
      type: declared.Type,
      name: named.name,
      ref: this.ref(logicalId),
      arn: type.arn?.(named),
      properties,
    };
  }

  ref(logicalId: string): string {
    const type = this.#typeOf(logicalId);
    return type.ref?.(this.#named(logicalId, type)) ?? this.#nameOf(logicalId, type);
  }

  #attribute(logicalId: string, attribute: string): string {
    const type = this.#typeOf(logicalId);
    const find = attribute === 'Arn' ? type.arn : type.attributes?.[attribute];
    if (find) return find(this.#named(logicalId, type));
    const declared = this.#declared(logicalId);
    throw new Error(`The embedded cloud knows no attribute ${attribute} of ${declared.Type} (${logicalId})`);
  }

  #named(logicalId: string, type: ResourceType) {
    const properties = this.#declared(logicalId).Properties;
    return { ...this.#addresses, name: this.#nameOf(logicalId, type), properties };
  }

  #parameter(name: string): Json | undefined {
    const given = this.#source.parameters[name];
    const declared = this.#source.template.Parameters[name];
    if (!declared) return undefined;
    const value = given ?? declared.Default;
    if (value === undefined) throw new Error(`Parameter ${name} of stack ${this.name} has no default`);
    return declared.Type === 'CommaDelimitedList' ? String(value).split(',') : String(value);
  }

  #typeOf(logicalId: string): ResourceType {
    const { Type } = this.#declared(logicalId);
    const type = resourceTypes[Type];
    if (type) return type;
    throw new Error(`Stack ${this.name} refers to ${logicalId}, whose type ${Type} the embedded cloud does not know`);
  }

  #declared(logicalId: string) {
    const declared = this.#source.template.Resources[logicalId];
    if (declared) return declared;
    throw new Error(`Stack ${this.name} refers to ${logicalId}, which is neither a resource nor a parameter`);
  }

  #nameOf(logicalId: string, type: ResourceType): string {
    const known = this.#names.get(logicalId);
    if (known !== undefined) return known;
    if (this.#naming.has(logicalId)) throw new Error(`The name of ${logicalId} refers to itself`);
    this.#naming.add(logicalId);
    const given = type.nameProperty && this.#declared(logicalId).Properties[type.nameProperty];
    const name = given === undefined ? undefined : textOf(resolve(given, this.#scope));
    const physical = name || this.#inventedName(logicalId);
    this.#names.set(logicalId, physical);
    return physical;
  }

  #inventedName(logicalId: string): string {
    const {
      Type,
      Properties: { FifoQueue },
    } = this.#declared(logicalId);
    const name = `${this.name}-${logicalId}`;
    if (Type === 'AWS::S3::Bucket') return name.toLowerCase().slice(-63);
    return Type === 'AWS::SQS::Queue' && FifoQueue === true ? `${name}.fifo` : name;
  }

  /** AWS builds an API's address from its id; here every HTTP API answers at the public address. */
  #localEndpoints(text: string): string {
    if (!text.includes('.execute-api.')) return text;
    const { Resources } = this.#source.template;
    const apis = Object.keys(Resources).filter((id) => Resources[id]?.Type === 'AWS::ApiGatewayV2::Api');
    return apis.reduce((result, id) => {
      const apiId = inventedId(this.#nameOf(id, {}), 10);
      const host = `${apiId}.execute-api.${REGION}.amazonaws.com`;
      const { publicUrl } = this.#addresses;
      return result
        .replaceAll(`https://${host}`, publicUrl)
        .replaceAll(`wss://${host}`, publicUrl.replace('http', 'ws'));
    }, text);
  }
}
