import { Dices, Lock, LockOpen } from 'lucide-react';
import type { Box, Rect } from '../../preload/contract/layout.ts';
import { useDocument, useStudio } from '../app/studio.ts';
import { colorOf } from '../editor/colors.ts';
import { placeBoxes, updateBox } from '../editor/operations.ts';
import { strings } from '../strings.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { NumberField } from '../ui/number-field.tsx';
import { Section } from '../ui/section.tsx';
import { AlignButtons, BoxActions } from './box-actions.tsx';
import { RedrawButton } from './redraw-button.tsx';

/** The selected box in numbers and words. */
export function Inspector() {
  const boxes = useDocument((state) => state.layout.boxes);
  const selection = useDocument((state) => state.selection);
  const selected = boxes.filter((box) => selection.includes(box.id));
  const [only] = selected;
  const others = boxes.filter((box) => !selection.includes(box.id) && !box.hidden);
  const text = strings.inspector;
  if (only === undefined) return null;
  if (selected.length > 1) {
    return (
      <Section title={text.several(selected.length)} aside={<BoxActions boxes={selected} />}>
        <AlignButtons ids={selected.map((box) => box.id)} />
        <RedrawButton boxes={selected} label={text.redrawSeveral} help={text.redrawSeveralHelp} />
        {others.length > 0 && <RedrawButton boxes={others} label={text.redrawOthers} help={text.redrawOthersHelp} />}
      </Section>
    );
  }
  return <BoxInspector box={only} />;
}

const places = [
  ['x', 'X'],
  ['y', 'Y'],
  ['width', 'W'],
  ['height', 'H'],
] as const satisfies readonly (readonly [keyof Rect, string])[];

/** When a box is in force, as shares of the steps. */
const shares = [
  ['start', strings.inspector.from],
  ['end', strings.inspector.to],
] as const;

function BoxInspector({ box }: { readonly box: Box }) {
  const { document, rollBoxSeed } = useStudio();
  const color = useDocument((state) => colorOf(state.colors, box.id));
  const text = strings.inspector;
  /** Typing on in the same field is one step of the history. */
  const patch = (change: Partial<Box>, field: string): void => {
    document.edit((layout) => updateBox(layout, box.id, change), { merge: `${field} ${box.id}` });
  };
  return (
    <Section
      title={box.caption.trim() === '' ? strings.boxes.noCaption : box.caption}
      aside={<BoxActions boxes={[box]} />}
    >
      <div className="form">
        <label htmlFor="box-caption">{text.caption}</label>
        <div className="field with-swatch">
          <span className="swatch" style={{ background: color }} aria-hidden />
          <input
            id="box-caption"
            value={box.caption}
            onChange={(event) => {
              patch({ caption: event.target.value }, 'caption');
            }}
          />
        </div>
        <span>{text.place}</span>
        <div className="place">
          {places.map(([key, prefix]) => (
            <NumberField
              key={key}
              label={text[key]}
              prefix={prefix}
              integer
              value={Math.round(box.rect[key])}
              minimum={key === 'width' || key === 'height' ? 1 : undefined}
              onChange={(value) => {
                if (value === null) return;
                document.edit((layout) => placeBoxes(layout, new Map([[box.id, { ...box.rect, [key]: value }]])), {
                  merge: `${key} ${box.id}`,
                });
              }}
            />
          ))}
        </div>
        <label htmlFor="box-negative">{text.negative}</label>
        <input
          id="box-negative"
          className="field"
          value={box.negative}
          placeholder={text.negativePlaceholder}
          onChange={(event) => {
            patch({ negative: event.target.value }, 'negative');
          }}
        />
        <span>{text.strength}</span>
        <NumberField
          label={text.strength}
          minimum={0}
          maximum={5}
          step={0.1}
          value={box.strength}
          onChange={(strength) => {
            if (strength !== null) patch({ strength }, 'strength');
          }}
        />
        <span title={text.inForceHelp}>{text.inForce}</span>
        <div className="place">
          {shares.map(([key, prefix]) => (
            <NumberField
              key={key}
              label={text[key]}
              prefix={prefix}
              integer
              minimum={0}
              maximum={100}
              step={5}
              value={Math.round(box[key] * 100)}
              onChange={(percent) => {
                if (percent !== null) patch({ [key]: percent / 100 }, key);
              }}
            />
          ))}
        </div>
        <span>{text.seed}</span>
        <div className="seed">
          <NumberField
            label={text.boxSeed}
            integer
            minimum={0}
            maximum={2 ** 53 - 1}
            placeholder={text.seedAuto}
            value={box.seed}
            onChange={(seed) => {
              patch({ seed }, 'seed');
            }}
          />
          <IconButton
            icon={Dices}
            label={text.rollSeed}
            small
            onClick={() => {
              rollBoxSeed(box.id);
            }}
          />
          <IconButton
            icon={box.seed === null ? LockOpen : Lock}
            label={box.seed === null ? text.pictureSeed : text.ownSeed}
            pressed={box.seed !== null}
            disabled={box.seed === null}
            small
            onClick={() => {
              patch({ seed: null }, 'seed');
            }}
          />
        </div>
      </div>
      <RedrawButton boxes={[box]} label={text.redraw} help={text.redrawHelp} />
    </Section>
  );
}
