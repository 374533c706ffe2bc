import { describe, expect, test } from 'vitest';
import { suppressOverlaps, suppressOverlapsByClass, type ScoredBox } from '../../../main/engine/vision/nms.ts';

const box = (score: number, label: number, ...corners: [number, number, number, number]): ScoredBox => ({
  box: corners,
  score,
  label,
});
const scores = (boxes: readonly ScoredBox[]): number[] => boxes.map(({ score }) => score);

describe('non-maximum suppression', () => {
  // methods.md 9
  const vectors = [
    box(0.9, 0, 0, 0, 0.5, 0.5),
    box(0.8, 0, 0.1, 0.1, 0.5, 0.5),
    box(0.3, 0, 0.6, 0.6, 0.9, 0.9),
    box(0.85, 1, 0.05, 0.05, 0.5, 0.5),
  ];

  test('across classes', () => {
    expect(scores(suppressOverlaps(vectors, 0.15))).toEqual([0.9, 0.3]);
  });

  test('class by class, in increasing order', () => {
    expect(scores(suppressOverlapsByClass(vectors, 0.15))).toEqual([0.9, 0.3, 0.85]);
    expect(scores(suppressOverlapsByClass(vectors.toReversed(), 0.15))).toEqual([0.9, 0.3, 0.85]);
  });

  test('keeps what overlaps less than the threshold, not what overlaps as much', () => {
    const half = [box(0.9, 0, 0, 0, 1, 1), box(0.8, 0, 0, 0, 1, 0.5)];
    expect(scores(suppressOverlaps(half, 0.5))).toEqual([0.9]);
    expect(scores(suppressOverlaps(half, 0.51))).toEqual([0.9, 0.8]);
  });

  test('takes the last of equal scores first', () => {
    const equal = [box(0.5, 0, 0, 0, 0.5, 0.5), box(0.5, 1, 0, 0, 0.5, 0.5), box(0.5, 2, 0.6, 0.6, 0.9, 0.9)];
    expect(suppressOverlaps(equal, 0.5).map(({ label }) => label)).toEqual([2, 1]);
  });

  test('drops the lower one of two boxes without area, keeps one that only lies in another', () => {
    const points = [box(0.5, 0, 0.2, 0.2, 0.2, 0.2), box(0.4, 0, 0.2, 0.2, 0.2, 0.2), box(0.3, 0, 0.1, 0.1, 0.4, 0.4)];
    expect(scores(suppressOverlaps(points, 0.5))).toEqual([0.5, 0.3]);
  });

  test('has nothing to do without boxes, and leaves its input alone', () => {
    expect(suppressOverlaps([], 0.5)).toEqual([]);
    const before = [...vectors];
    suppressOverlaps(vectors, 0.15);
    expect(vectors).toEqual(before);
  });
});
