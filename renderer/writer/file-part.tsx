import { useSettings, useStudio } from '../app/studio.ts';
import { fileName } from '../stage1/writer.ts';
import { strings } from '../strings.ts';
import { InlineForm } from '../ui/inline-form.tsx';
import { WriterOption } from './writer-option.tsx';

/** A model in a file, which the studio runs itself. Whether it can is told when it is asked. */
export function FilePart() {
  const { settings } = useStudio();
  const writer = useSettings((state) => state.writer);
  const text = strings.writer;
  return (
    <section className="writer-part" aria-label={text.fileTitle}>
      <div className="writer-part-head">
        <span className="dot" aria-hidden />
        <h3>{text.fileTitle}</h3>
      </div>
      <p className="quiet">{text.fileHelp}</p>
      {writer.provider === 'gguf' && <WriterOption writer={writer} name={fileName(writer.model)} help={writer.model} />}
      <InlineForm
        label={text.filePath}
        placeholder="/models/qwen2.5-7b-instruct-q4_k_m.gguf"
        action={text.useFile}
        onSubmit={(model, clear) => {
          settings.setState({ writer: { provider: 'gguf', model } });
          clear();
        }}
      />
    </section>
  );
}
