import { z } from 'zod';
import { pathsFrom } from '../settings/paths.js';
import { clusterSettings } from './schema/cluster.js';
import { fileSettings } from './schema/file.js';

/** JSON Schema of the configuration file, for editors. */
export function jsonSchema(): Record<string, unknown> {
  const paths = pathsFrom('.');
  const { $schema, ...file } = z.toJSONSchema(fileSettings(paths), { io: 'input' });
  const { $schema: _, ...cluster } = z.toJSONSchema(clusterSettings(paths), { io: 'input' });
  return {
    $schema,
    title: 'pegasus-roll',
    ...file,
    properties: {
      ...file.properties,
      defaults: { $ref: '#/$defs/cluster', description: 'Any cluster setting can have its default here.' },
      clusters: { type: 'object', minProperties: 1, additionalProperties: { $ref: '#/$defs/cluster' } },
    },
    $defs: { cluster: withoutRequired(cluster) },
  };
}

/** What a cluster must have can come from its defaults, so an editor cannot demand it of either. */
function withoutRequired(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withoutRequired);
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema).flatMap(([key, value]) =>
      key === 'required' && Array.isArray(value) ? [] : [[key, withoutRequired(value)]],
    ),
  );
}
