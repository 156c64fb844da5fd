import { describe, expect, it } from 'vitest';
import { nodeAddress } from '../../../../src/roll/ids.js';
import { freeSpaceOf, parseFreeSpace } from '../../../../src/pegasus/shell/parse/free-space.js';

const server = nodeAddress('127.0.0.1:34801');

/** As 2.5.0 printed it, with other numbers. */
function printed(change: Readonly<Record<string, string>> = {}): readonly string[] {
  const row = {
    address: server,
    status: 'ALIVE',
    memused_res_mb: '623',
    block_cache_mb: '0',
    mem_tbl_mb: '454',
    mem_idx_mb: '0',
    disk_avl_total_ratio: '25',
    disk_avl_min_ratio: '7',
    ...change,
  };
  const summary = { total_node_count: '1', alive_node_count: '1', unalive_node_count: '0' };
  return JSON.stringify({ details: { [server]: row }, summary }, null, 4).split('\n');
}
const spaceIn = (lines: readonly string[]) => freeSpaceOf([server], parseFreeSpace(lines))[server];

describe('free disk space in the shell', () => {
  it('is read of 2.5.0', () => {
    expect(spaceIn(printed())).toEqual({ kind: 'read', total: 25, least: 7 });
  });

  it('is read of newer shells, which have two columns more', () => {
    const newer = printed({ wbm_total_mb: '0', wbm_mutable_mb: '0' });
    expect(spaceIn(newer)).toEqual({ kind: 'read', total: 25, least: 7 });
  });

  it('is 0 of a disk that has none', () => {
    const none = printed({ disk_avl_total_ratio: '0', disk_avl_min_ratio: '0' });
    expect(spaceIn(none)).toEqual({ kind: 'read', total: 0, least: 0 });
  });

  it.each([
    ['the row of an UNALIVE server, all zeros', { status: 'UNALIVE', memused_res_mb: '0' }],
    ['a server without counters', { memused_res_mb: '0', disk_avl_total_ratio: '0', disk_avl_min_ratio: '0' }],
    ['a newer server without disks', { disk_avl_total_ratio: '0', disk_avl_min_ratio: '100' }],
    ['a share of more than all', { disk_avl_total_ratio: '101' }],
    ['a share that is no number', { disk_avl_total_ratio: 'nan' }],
    ['another name in the row', { address: '127.0.0.1:34802' }],
  ])('is not known from %s', (_what, change) => {
    expect(spaceIn(printed(change))).toMatchObject({ kind: 'not-understood' });
  });

  it.each([
    ['query perf counter info from node 127.0.0.1:34805 failed'],
    ['ERR_CURL_FAILED: ERROR: query resource metrics from node localhost:34805 failed, msg=ERR_CURL_FAILED'],
    ['list nodes failed, error=ERR_TIMEOUT'],
    ['USAGE: \tnodes                   [-d|--detailed] [-j|--json]'],
  ])('is not known of anybody, and shows why: %s', (line) => {
    expect(spaceIn([line])).toMatchObject({ kind: 'not-understood', message: expect.stringContaining(line.trim()) });
  });

  it('is not known of a server that is not in the list', () => {
    const other = nodeAddress('127.0.0.1:34809');
    expect(freeSpaceOf([other], parseFreeSpace(printed()))[other]).toMatchObject({ kind: 'not-understood' });
  });
});
