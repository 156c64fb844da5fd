/** Begins work in the order in which it is given, with so much under way at once; the rest waits. */
export function atMost(most: number): <Value>(work: () => Promise<Value>) => Promise<Value> {
  let underWay = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (underWay >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    else underWay += 1;
    try {
      return await work();
    } finally {
      // Whoever waits takes this place: it is never free in between.
      const next = waiting.shift();
      if (next === undefined) underWay -= 1;
      else next();
    }
  };
}
