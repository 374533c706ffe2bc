import { Dices, Lock, LockOpen } from 'lucide-react';
import { samplerIdSchema, samplerIds } from '../../preload/contract/engine.ts';
import { useSettings, useStudio } from '../app/studio.ts';
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
