/** More points than a picture has room for are put together, two by two. */
const mostPoints = 600;

/** @param join what stands for two points that follow each other */
export function fewerPoints<Point>(
  points: readonly Point[],
  join: (one: Point, next: Point) => Point,
): readonly Point[] {
  if (points.length <= mostPoints) return points;
  return points.flatMap((point, place) => {
    if (place % 2 === 1) return [];
    const next = points[place + 1];
    return [next === undefined ? point : join(point, next)];
  });
}
