import { useState } from 'react';
import { cacheFileName, type AnswerSource } from '../../preload/contract/answers.ts';
import { useStudio } from '../app/studio.ts';
import { saveFile } from '../files/text-file.ts';
import { importPicked } from '../files/import-file.ts';
import { strings } from '../strings.ts';
import { ConfirmButton } from '../ui/confirm-button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { useTask } from '../ui/use-task.ts';
import { AnswerDetail } from './answer-detail.tsx';
import { AnswerList } from './answer-list.tsx';
import { SourceSelect } from './source-select.tsx';
import { mostListed, useAnswers } from './use-answers.ts';

interface Props {
  /** Words to begin with. */
  readonly search: string;
  readonly onClose: () => void;
}

/** Answers of language models that are kept: looked for, looked at, corrected, used again, deleted, taken along. */
export function AnswersDialog({ search: initial, onClose }: Props) {
  const studio = useStudio();
  const [source, setSource] = useState<AnswerSource | null>(null);
  const [search, setSearch] = useState(initial);
  const [chosen, setChosen] = useState<number | null>(null);
  const [note, setNote] = useState('');
  const { error, run } = useTask();
  const { answers, groups, reload } = useAnswers(search, source, run);
  const text = strings.answers;

  const save = async (from: AnswerSource): Promise<void> => {
    const file = await studio.client.call('answers.export', from);
    saveFile({ name: cacheFileName(from), text: file.text });
    setNote(strings.files.saved(cacheFileName(from)));
  };
  const remove = async (which: number[] | AnswerSource): Promise<void> => {
    const { deleted } = await studio.client.call('answers.delete', { which });
    setNote(text.deleted(deleted));
    if (which === source) setSource(null);
    reload();
  };

  const shown = answers?.find((answer) => answer.id === chosen) ?? answers?.[0];
  return (
    <Dialog title={text.title} onClose={onClose} size="large">
      <div className="answers">
        <div className="answers-side">
          <input
            className="field"
            type="search"
            data-autofocus
            aria-label={text.search}
            placeholder={text.search}
            value={search}
            onChange={(event) => {
              setSearch(event.target.value);
            }}
          />
          <SourceSelect groups={groups} source={source} onChange={setSource} />
          {answers !== null && (
            <AnswerList
              answers={answers}
              chosen={shown?.id ?? null}
              onChoose={setChosen}
              showSource={source === null}
              emptyText={groups.length === 0 ? text.none : text.noneFound}
            />
          )}
          {answers?.length === mostListed && <p className="quiet small">{text.more(mostListed)}</p>}
        </div>
        {shown !== undefined && (
          <AnswerDetail
            key={shown.id}
            stored={shown}
            onSaved={() => {
              setNote(text.saved);
              reload();
            }}
            onDelete={() => {
              run(remove([shown.id]));
            }}
            onUsed={onClose}
          />
        )}
      </div>
      {error !== null && <ErrorNote error={error} />}
      <footer className="dialog-footer">
        <button
          type="button"
          className="button"
          onClick={() => {
            run(importPicked(studio, 'answers'));
          }}
        >
          {text.importFile}
        </button>
        {source !== null && (
          <>
            <button
              type="button"
              className="button"
              onClick={() => {
                run(save(source));
              }}
            >
              {text.exportFile}
            </button>
            <ConfirmButton
              label={text.deleteSource}
              confirm={text.confirmSource}
              onConfirm={() => {
                run(remove(source));
              }}
            />
          </>
        )}
        <span className="dialog-note" role="status">
          {note}
        </span>
        <button type="button" className="button primary" onClick={onClose}>
          {strings.answer.close}
        </button>
      </footer>
    </Dialog>
  );
}
