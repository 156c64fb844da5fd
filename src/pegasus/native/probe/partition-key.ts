/** 64 bits as two halves: numbers are many times as fast as big ones. */
interface Bits64 {
  readonly high: number;
  readonly low: number;
}

/** CRC-64 as Pegasus counts it over hash keys (polynomial 0x9a6c9329ac4bc9b5, reflected, as CRC-64/NVME). */
const polynomial: Bits64 = { high: 0x9a6c_9329, low: 0xac4b_c9b5 };

const table = Array.from({ length: 256 }, (_, byte): Bits64 => {
  let [high, low] = [0, byte];
  for (let bit = 0; bit < 8; bit += 1) {
    const isOdd = (low & 1) === 1;
    low = ((low >>> 1) | (high << 31)) >>> 0;
    high >>>= 1;
    if (isOdd) [high, low] = [(high ^ polynomial.high) >>> 0, (low ^ polynomial.low) >>> 0];
  }
  return { high, low };
});

export function crc64(text: string): Bits64 {
  let [high, low] = [0xffff_ffff, 0xffff_ffff];
  for (const byte of Buffer.from(text, 'utf8')) {
    const entry = table[(low ^ byte) & 0xff] ?? polynomial;
    low = (((low >>> 8) | (high << 24)) ^ entry.low) >>> 0;
    high = ((high >>> 8) ^ entry.high) >>> 0;
  }
  return { high: ~high >>> 0, low: ~low >>> 0 };
}

/** A key that one partition of a table holds. */
export interface PartitionKey {
  /** As the storage has it: the length of the hash key in two bytes, the hash key, and an empty sort key. */
  readonly key: string;
  readonly hash: bigint;
}

/**
 * One key for each partition, in the order of the partitions, always the same ones: `pegasus-roll-probe-N` with the
 * least N that falls to it.
 */
export function partitionKeys(partitions: number): readonly PartitionKey[] {
  const keys = new Array<PartitionKey | undefined>(partitions).fill(undefined);
  const carry = 2 ** 32 % partitions;
  for (let nth = 0, found = 0; found < partitions; nth += 1) {
    const hashKey = `pegasus-roll-probe-${nth}`;
    const { high, low } = crc64(hashKey);
    const index = ((high % partitions) * carry + (low % partitions)) % partitions;
    if (keys[index] !== undefined) continue;
    keys[index] = {
      key: `${String.fromCharCode(0, hashKey.length)}${hashKey}`,
      hash: (BigInt(high) << 32n) | BigInt(low),
    };
    found += 1;
  }
  return keys.filter((key) => key !== undefined);
}
