import type { BoxCheck, RgbImage } from '../../../preload/contract/engine.ts';
import type { Canvas, Layout, Rect } from '../../../preload/contract/layout.ts';
import { normalize, type NormalizedBox } from '../text/convert.ts';
import type { Detection, Detector } from '../vision/detect.ts';
import { overlap } from '../vision/nms.ts';

/** Overlap (intersection over union) from which an object counts as in its box. */
const inBox = 0.3;
/** Boxes of different captions may overlap, as a man and his horse do. */
const options = { scoreThreshold: 0.15, nmsThreshold: 0.5, classAware: true };

/**
 * Looks for the object of each box in a finished picture.
 * @returns for each box of the layout what was seen; null for boxes that are hidden, blank, or named at greater length than the detector reads
 */
export async function checkBoxes(
  detector: Pick<Detector, 'detect' | 'reads'>,
  picture: RgbImage,
  { boxes, canvas }: Layout,
): Promise<(BoxCheck | null)[]> {
  const asked = boxes.map((box) => (box.hidden || box.caption.trim() === '' ? '' : `a photo of ${box.caption.trim()}`));
  const queries = [...new Set(asked)].filter((query) => detector.reads(query));
  const checks: (BoxCheck | null)[] = boxes.map(() => null);
  if (queries.length === 0) return checks;
  const detections = await detector.detect(picture, queries, options);
  for (const query of queries) {
    const places = asked.flatMap((name, place) => {
      const rect = boxes[place]?.rect;
      return name === query && rect ? [{ place, box: normalize(rect, canvas) }] : [];
    });
    const found = match(
      places,
      detections.filter(({ name }) => name === query),
    );
    for (const [place, { verdict, detection }] of found) {
      checks[place] = { verdict, score: detection?.score ?? 0, rect: detection ? pixels(detection.box, canvas) : null };
    }
  }
  return checks;
}

interface Match {
  readonly verdict: BoxCheck['verdict'];
  readonly detection: Detection | null;
}

/** Boxes of one caption: the pairs that overlap most belong together; what is left of the detections is elsewhere. */
function match(
  places: readonly { place: number; box: NormalizedBox }[],
  detections: readonly Detection[],
): Map<number, Match> {
  const matches = new Map<number, Match>();
  const left = new Set(detections); // in falling order of score
  const pairs = places
    .flatMap(({ place, box }) =>
      detections.map((detection) => ({ place, detection, shared: overlap(box, detection.box) })),
    )
    .filter(({ shared }) => shared >= inBox)
    .sort((a, b) => b.shared - a.shared);
  for (const { place, detection } of pairs) {
    if (matches.has(place) || !left.delete(detection)) continue;
    matches.set(place, { verdict: 'found', detection });
  }
  for (const { place } of places) {
    if (matches.has(place)) continue;
    const [detection = null] = left;
    if (detection) left.delete(detection);
    matches.set(place, { verdict: detection ? 'elsewhere' : 'missing', detection });
  }
  return matches;
}

const pixels = ([x0, y0, x1, y1]: NormalizedBox, { width, height }: Canvas): Rect => ({
  x: x0 * width,
  y: y0 * height,
  width: (x1 - x0) * width,
  height: (y1 - y0) * height,
});
