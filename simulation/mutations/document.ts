/** Where the bugs stand with the seeds that caught them. */
export const document = 'docs/MUTATIONS.md';

/** The seed of each bug, by its name. */
export function seedsOf(text: string): ReadonlyMap<string, number> {
  return new Map(
    [...text.matchAll(/^\| `([^`]+)` \| .+ \| (\d+) \| .+ \|$/gm)].map(([, name = '', seed]) => [name, Number(seed)]),
  );
}
