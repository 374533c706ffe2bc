import { Dices, Lock, LockOpen } from 'lucide-react';
import { samplerIdSchema, samplerIds } from '../../preload/contract/engine.ts';
import type { Canvas } from '../../preload/contract/layout.ts';
import { useDocument, useSettings, useStudio, useSystem } from '../app/studio.ts';
import { resizeCanvas } from '../editor/operations.ts';
import { strings } from '../strings.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { NumberField } from '../ui/number-field.tsx';
import { Section } from '../ui/section.tsx';

/** Seed, steps, scale and sampler. */
export function PictureSettings() {
  const { settings, rollSeed } = useStudio();
  const { seed, keepSeed, steps, cfgScale, sampler } = useSettings((state) => state);
  const text = strings.settings;
  return (
    <Section title={text.title}>
      <div className="settings">
        <CanvasSize />
        <div className="setting">
          <span>{text.steps}</span>
          <NumberField
            label={text.steps}
            integer
            minimum={1}
            maximum={1000}
            value={steps}
            onChange={(value) => {
              if (value !== null) settings.setState({ steps: value });
            }}
          />
        </div>
        <div className="setting">
          <span>{text.cfg}</span>
          <NumberField
            label={text.cfg}
            minimum={0}
            maximum={100}
            step={0.5}
            placeholder={text.auto}
            value={cfgScale}
            onChange={(value) => {
              settings.setState({ cfgScale: value });
            }}
          />
        </div>
        <div className="setting">
          <span>{text.sampler}</span>
          <select
            className="field"
            aria-label={text.sampler}
            value={sampler ?? ''}
            onChange={(event) => {
              const chosen = samplerIdSchema.safeParse(event.target.value);
              settings.setState({ sampler: chosen.success ? chosen.data : null });
            }}
          >
            <option value="">{text.auto}</option>
            {samplerIds.map((id) => (
              <option key={id}>{id}</option>
            ))}
          </select>
        </div>
        <RefinerSelect />
        <div className="setting">
          <span>{text.seed}</span>
          <div className="seed">
            <NumberField
              label={text.seed}
              integer
              minimum={0}
              maximum={2 ** 53 - 1}
              value={seed}
              onChange={(value) => {
                if (value !== null) settings.setState({ seed: value, keepSeed: true });
              }}
            />
            <IconButton
              icon={Dices}
              label={text.roll}
              small
              onClick={() => {
                rollSeed();
              }}
            />
            <IconButton
              icon={keepSeed ? Lock : LockOpen}
              label={keepSeed ? text.release : text.keep}
              pressed={keepSeed}
              small
              onClick={() => {
                settings.setState({ keepSeed: !keepSeed });
              }}
            />
          </div>
        </div>
      </div>
    </Section>
  );
}

/** Which model draws over the finished picture; where there is none that can, what it would take. */
function RefinerSelect() {
  const { settings } = useStudio();
  const chosen = useSettings((state) => state.refiner);
  const models = useSystem((state) => state.models);
  const refiners = models.filter((model) => model.info?.capabilities.includes('refine') === true);
  const text = strings.settings;
  if (models.length === 0) return null; // not known yet
  const none = refiners.length === 0 && chosen === null;
  const gone = chosen !== null && !refiners.some((model) => model.id === chosen);
  return (
    <div className="setting">
      <span>{text.refiner}</span>
      <select
        className="field"
        aria-label={text.refiner}
        title={none ? text.refinerHelp : undefined}
        disabled={none}
        value={chosen ?? ''}
        onChange={(event) => {
          settings.setState({ refiner: event.target.value === '' ? null : event.target.value });
        }}
      >
        <option value="">{none ? text.refinerMissing : text.noRefiner}</option>
        {refiners.map((model) => (
          <option key={model.id} value={model.id}>
            {model.title}
          </option>
        ))}
        {gone && <option>{chosen}</option>}
      </select>
      {gone && <p className="reminder">{text.refinerGone(chosen)}</p>}
    </div>
  );
}

/** Canvas sides are multiples of this, in pixels. */
const grid = 64;

/** Width and height of the canvas; the boxes grow and shrink with it. */
function CanvasSize() {
  const { document } = useStudio();
  const canvas = useDocument((state) => state.layout.canvas);
  const text = strings.settings;
  const sides: readonly (readonly [keyof Canvas, string])[] = [
    ['width', text.width],
    ['height', text.height],
  ];
  return sides.map(([side, label]) => (
    <div key={side} className="setting">
      <span>{label}</span>
      <NumberField
        label={text.canvasSide(label)}
        integer
        minimum={256}
        maximum={1024}
        step={grid}
        value={canvas[side]}
        onChange={(value) => {
          if (value === null) return;
          const size = { ...canvas, [side]: Math.round(value / grid) * grid };
          document.edit((layout) => resizeCanvas(layout, size));
        }}
      />
    </div>
  ));
}
