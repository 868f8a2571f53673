/**
 * As much of JSON Schema 2020-12 as our schemas use. A keyword it does not know is an error: otherwise a rule
 * would look checked that is not.
 */
export type Schema = { [keyword: string]: unknown };

const ANNOTATIONS = new Set(['$schema', '$defs', 'title', 'description']);

/** Faults of a value, each with its path; none when it fits the schema. */
export function faultsOf(schema: Schema, value: unknown, root = schema, path = '$'): string[] {
  return Object.keys(schema)
    .filter((keyword) => !ANNOTATIONS.has(keyword))
    .flatMap((keyword) => check(keyword, schema, value, root, path));
}

function check(
  keyword: string,
  schema: Schema,
  value: unknown,
  root: Schema,
  path: string,
): string[] {
  const rule = schema[keyword];
  const wrong = (isWrong: boolean, what: string) =>
    isWrong ? [`${path}: ${what}, found ${JSON.stringify(value)?.slice(0, 60)}`] : [];
  const inner = (part: unknown, at: unknown, where: string) =>
    faultsOf(part as Schema, at, root, where);
  const members = Object.entries(isObject(value) ? value : {});
  switch (keyword) {
    case '$ref':
      return inner(referenced(root, rule as string), value, path);
    case 'const':
      return wrong(value !== rule, `expected ${JSON.stringify(rule)}`);
    case 'enum':
      return wrong(!(rule as unknown[]).includes(value), `expected one of ${JSON.stringify(rule)}`);
    case 'type': {
      const types = [rule].flat() as string[];
      return wrong(!types.some((type) => isOfType(value, type)), `expected ${types.join(' or ')}`);
    }
    case 'pattern':
      return wrong(
        typeof value === 'string' && !new RegExp(rule as string, 'u').test(value),
        `expected ${rule}`,
      );
    case 'minimum':
      return wrong(
        typeof value === 'number' && value < (rule as number),
        `expected ${rule} at least`,
      );
    case 'anyOf': {
      const fits = (rule as Schema[]).some((one) => inner(one, value, path).length === 0);
      return wrong(!fits, 'fits none of anyOf');
    }
    case 'required':
      return (rule as string[]).flatMap((name) =>
        wrong(isObject(value) && !(name in value), `lacks ${name}`),
      );
    case 'properties':
      return members.flatMap(([name, member]) => {
        const part = (rule as Schema)[name];
        return part === undefined ? [] : inner(part, member, `${path}.${name}`);
      });
    case 'additionalProperties': {
      const known = Object.keys((schema.properties ?? {}) as object);
      return members.flatMap(([name]) => wrong(!known.includes(name), `knows no ${name}`));
    }
    case 'items':
      return Array.isArray(value)
        ? value.flatMap((item, k) => inner(rule, item, `${path}[${k}]`))
        : [];
    default:
      throw new Error(`schema keyword ${keyword} is not checked`);
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isOfType(value: unknown, type: string): boolean {
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return isObject(value);
  if (type === 'integer') return Number.isInteger(value);
  return typeof value === type;
}

function referenced(root: Schema, reference: string): unknown {
  const names = reference.replace(/^#\//, '').split('/');
  const found = names.reduce<unknown>((part, name) => (part as Schema | undefined)?.[name], root);
  if (found === undefined) throw new Error(`no schema ${reference}`);
  return found;
}
