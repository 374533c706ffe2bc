import { ClipboardPaste, Ellipsis, Square } from 'lucide-react';
import { useState, type KeyboardEvent } from 'react';
import { useDocument, useStudio, useWriting } from '../app/studio.ts';
import { strings } from '../strings.ts';
import { AutoTextarea } from '../ui/auto-textarea.tsx';
import { MenuPopover } from '../ui/menu-popover.tsx';
import { Section } from '../ui/section.tsx';
import { AnswerStream } from './answer-stream.tsx';
import { Examples } from './examples.tsx';
import { FollowUp } from './follow-up.tsx';
import { ResultLine } from './result-line.tsx';
import { SeveralLinks } from './several-links.tsx';
import { showAnswer } from './show-answer.ts';
import { WriterSelect } from './writer-select.tsx';

/** As many characters as a layout keeps of its sentence. */
const longest = 100_000;

/** From a sentence to a layout. */
export function PromptPanel() {
  const studio = useStudio();
  const { document, writing, dialogs } = studio;
  const prompt = useDocument((state) => state.layout.prompt);
  const busy = useWriting((state) => state.ticket !== null);
  const [reminder, setReminder] = useState<string | null>(null);
  const text = strings.prompt;

  /** Runs what needs a sentence, unless one is being read already. */
  const withSentence = (run: () => Promise<void>): void => {
    const empty = document.store.getState().layout.prompt.trim() === '';
    setReminder(empty ? text.empty : null);
    if (!empty && !busy) studio.attempt(run());
  };
  const write = (fresh = false): void => {
    withSentence(() => writing.write({ fresh }));
  };
  const several = (count: number): void => {
    withSentence(() => writing.writeSeveral(count));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.shiftKey || event.ctrlKey || event.metaKey || event.nativeEvent.isComposing)
      return;
    event.preventDefault();
    write();
  };
  const copyForChat = async (): Promise<void> => {
    const answer = await studio.client.call('layout.promptText', { prompt });
    await navigator.clipboard.writeText(answer.text);
    studio.toasts.show(text.copied);
  };

  return (
    <Section
      title={text.title}
      aside={
        <MenuPopover
          className="icon-button small"
          label={text.more}
          trigger={<Ellipsis size={16} aria-hidden />}
          items={[
            [
              text.copyForChat,
              () => {
                studio.attempt(copyForChat());
              },
            ],
            [
              text.again,
              () => {
                write(true);
              },
            ],
            [
              text.showAnswer,
              () => {
                showAnswer(studio);
              },
            ],
            [
              strings.answers.open,
              () => {
                dialogs.open({ kind: 'answers', search: '' });
              },
            ],
          ]}
        />
      }
    >
      <div className="prompt-card">
        <AutoTextarea
          id="prompt"
          className="prompt-text"
          aria-label={text.label}
          aria-describedby={reminder === null ? undefined : 'prompt-reminder'}
          aria-invalid={reminder !== null}
          placeholder={text.placeholder}
          value={prompt}
          onChange={(event) => {
            const typed = event.target.value;
            setReminder(typed.length > longest ? text.cut : null);
            document.edit((layout) => ({ ...layout, prompt: typed.slice(0, longest) }), { merge: 'prompt' });
          }}
          onKeyDown={onKeyDown}
        />
        <WriterSelect />
      </div>
      {reminder !== null && (
        <p id="prompt-reminder" className="reminder" role="alert">
          {reminder}
        </p>
      )}
      <div className="button-row">
        {busy ? (
          <button
            type="button"
            className="button"
            onClick={() => {
              studio.attempt(writing.stop());
            }}
          >
            <Square size={12} fill="currentColor" aria-hidden />
            {text.stop}
          </button>
        ) : (
          <button
            type="button"
            className="button primary"
            onClick={() => {
              write();
            }}
          >
            {text.write}
          </button>
        )}
        <button
          type="button"
          className="button"
          onClick={() => {
            dialogs.open({ kind: 'paste', text: '' });
          }}
        >
          <ClipboardPaste size={14} aria-hidden />
          {text.paste}
        </button>
      </div>
      <SeveralLinks onAsk={several} />
      <AnswerStream />
      <ResultLine />
      <FollowUp />
      <Examples />
    </Section>
  );
}
