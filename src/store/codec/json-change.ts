/** JSON as it was written; what is not an object passes through, for the schema to refuse. */
export type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const change = (value: unknown, how: (object: Json) => Json): unknown => (isObject(value) ? how(value) : value);

export const changeField = (object: Json, field: string, how: (value: unknown) => unknown): Json =>
  field in object ? { ...object, [field]: how(object[field]) } : object;

export const each =
  (how: (object: Json) => Json) =>
  (list: unknown): unknown =>
    Array.isArray(list) ? list.map((item) => change(item, how)) : list;
