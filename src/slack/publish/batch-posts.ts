import type { ThreadPost } from '../render/thread.js';

/** Well within Slack's limits of 50 blocks and 4,000 characters of text. */
const mostBlocks = 30;
const longestText = 2_500;

/** Two posts in one, or undefined when that would be too much. It stands for the later one. */
export function batchPosts(first: ThreadPost, second: ThreadPost): ThreadPost | undefined {
  const blocks = [...first.blocks, ...second.blocks];
  const text = `${first.text}\n${second.text}`;
  if (blocks.length > mostBlocks || text.length > longestText) return undefined;
  return { ...second, text, blocks, broadcast: first.broadcast || second.broadcast };
}
