import fc from 'fast-check';
import { z } from 'zod';
import { messages } from '../../../src/roll/message.js';
import { actKindSchema } from '../../../src/store/codec/act.js';
import { levelSchema, roleSchema, verbSchema } from '../../../src/store/codec/common.js';
import { messageSchema } from '../../../src/store/codec/message.js';

/**
 * Values that a schema accepts, made from the schema itself: a field that is added to it is in them
 * from then on.
 */
export function arbitraryOf<Value>(schema: z.ZodType<Value>): fc.Arbitrary<Value> {
  return valuesOf(schema).map((value) => schema.parse(value));
}

/**
 * The only checks of our own in the schemas are a name's, which a partition is as well, a partition's, and that of a
 * list of them.
 */
const partition = fc.tuple(fc.nat(), fc.nat()).map((numbers) => numbers.join('.'));
const text = fc.string({ unit: 'binary', maxLength: 12 });

/** One value of each kind of parameter; `depth`: so many messages may stand in each other. */
function parameterOf(kind: string, depth: number): fc.Arbitrary<unknown> {
  const name = fc.string({ minLength: 1, maxLength: 8 });
  const values: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
    text,
    node: name,
    user: name,
    count: fc.nat(),
    ms: fc.nat(),
    instant: fc.nat(),
    flag: fc.boolean(),
    gpid: partition,
    level: fc.constantFrom(...levelSchema.options),
    role: fc.constantFrom(...roleSchema.options),
    verb: fc.constantFrom(...verbSchema.options),
    act: fc.constantFrom(...actKindSchema.options),
    value: fc.oneof(text, fc.nat(), fc.boolean()),
  };
  if (kind === 'message') return messageOf(depth - 1);
  const one = values[kind];
  return one ?? fc.array(parameterOf(kind.replace(/s$/, ''), depth), { maxLength: 2 });
}

function messageOf(depth: number): fc.Arbitrary<unknown> {
  const all = Object.entries(messages).filter(
    ([, parameters]) => depth > 0 || !Object.values(parameters).some((kind: string) => kind.startsWith('message')),
  );
  return fc.constantFrom(...all).chain(([code, parameters]) => {
    const fields: Record<string, fc.Arbitrary<unknown>> = { code: fc.constant(code) };
    const requiredKeys = ['code'];
    for (const [name, kind] of Object.entries<string>(parameters)) {
      fields[name] = parameterOf(kind.replace('?', ''), depth);
      if (!kind.endsWith('?')) requiredKeys.push(name);
    }
    return fc.record<Record<string, unknown>>(fields, { requiredKeys, noNullPrototype: true });
  });
}

function valuesOf(schema: z.core.$ZodType): fc.Arbitrary<unknown> {
  if (schema instanceof z.ZodString) {
    const pattern = schema.def.checks?.find((check) => check instanceof z.core.$ZodCheckRegex)?._zod.def.pattern;
    if (pattern !== undefined) return fc.stringMatching(pattern);
    return schema.minLength === null ? text : text.filter((made) => made.length >= (schema.minLength ?? 0));
  }
  if (schema === messageSchema) return messageOf(2);
  if (schema instanceof z.ZodCustom)
    return schema.safeParse([]).success ? fc.array(partition, { maxLength: 3 }) : partition;
  if (schema instanceof z.ZodNumber)
    return schema.minValue !== null && schema.minValue >= 0
      ? fc.nat({ max: 2 ** 31 }).map((made) => made + 1)
      : fc.maxSafeInteger();
  if (schema instanceof z.ZodBoolean) return fc.boolean();
  if (schema instanceof z.ZodLiteral) return fc.constantFrom(...schema.values);
  if (schema instanceof z.ZodEnum) return fc.constantFrom(...schema.options);
  if (schema instanceof z.ZodArray) return fc.array(valuesOf(schema.element), { maxLength: 3 });
  if (schema instanceof z.ZodUnion || schema instanceof z.ZodDiscriminatedUnion)
    return fc.oneof(...schema.options.map((option) => valuesOf(option)));
  if (schema instanceof z.ZodPipe) return valuesOf(schema.in);
  if (schema instanceof z.ZodUnknown)
    return fc.json({ maxDepth: 2 }).map((json): unknown => JSON.parse(JSON.stringify(JSON.parse(json))));
  if (schema instanceof z.ZodRecord) {
    const keys = schema.keyType instanceof z.ZodEnum ? schema.keyType.options.map(String) : [];
    const requiredKeys = schema.safeParse({}).success ? [] : keys;
    return fc.record<Record<string, unknown>>(
      Object.fromEntries(keys.map((key) => [key, valuesOf(schema.valueType)])),
      { requiredKeys },
    );
  }
  if (schema instanceof z.ZodObject) {
    const shape: Record<string, z.core.$ZodType> = schema.shape;
    const fields: Record<string, fc.Arbitrary<unknown>> = {};
    const requiredKeys: string[] = [];
    for (const [key, field] of Object.entries(shape)) {
      const optional = field instanceof z.ZodExactOptional || field instanceof z.ZodOptional;
      fields[key] = valuesOf(optional ? field.unwrap() : field);
      if (!optional) requiredKeys.push(key);
    }
    return fc.record<Record<string, unknown>>(fields, { requiredKeys });
  }
  throw new Error(`no values are known for a ${schema._zod.def.type}`);
}
