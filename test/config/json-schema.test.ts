import { describe, expect, it } from 'vitest';
import { jsonSchema } from '../../src/config/json-schema.js';

describe('the JSON Schema for editors', () => {
  const schema = jsonSchema();

  it('knows the file, its defaults and its clusters, and demands only clusters', () => {
    expect(schema).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      additionalProperties: false,
      required: ['clusters'],
      properties: {
        defaults: { $ref: '#/$defs/cluster' },
        clusters: { additionalProperties: { $ref: '#/$defs/cluster' } },
      },
      $defs: {
        cluster: {
          additionalProperties: false,
          properties: { timing: { properties: { pollInterval: { type: 'string', default: '1s' } } } },
        },
      },
    });
  });

  it('lets defaults say what a cluster then need not', () => {
    expect(JSON.stringify(schema['$defs'])).not.toContain('"required":[');
  });
});
