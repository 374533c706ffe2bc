import { useStore } from 'zustand';
import { AnswersDialog } from '../answers/answers-dialog.tsx';
import { CommandPalette } from '../commands/command-palette.tsx';
import { CompareDialog } from '../compare/compare-dialog.tsx';
import { ExportDialog } from '../files/export-dialog.tsx';
import { ImportDialog } from '../files/import-dialog.tsx';
import { QueueDialog } from '../generate/queue-dialog.tsx';
import { ModelsDialog } from '../models/models-dialog.tsx';
import { AnswerDialog } from '../panels/answer-dialog.tsx';
import { CandidatesDialog } from '../panels/candidates-dialog.tsx';
import { PasteDialog } from '../panels/paste-dialog.tsx';
import { KeyDialog } from '../writer/key-dialog.tsx';
import { TemplatesDialog } from '../writer/templates-dialog.tsx';
import { WriterDialog } from '../writer/writer-dialog.tsx';
import { ShortcutSheet } from './shortcut-sheet.tsx';
import { useStudio } from './studio.ts';

/** The dialog that is open. */
export function DialogHost() {
  const { dialogs } = useStudio();
  const dialog = useStore(dialogs.store, (state) => state.open);
  if (dialog === null) return null;
  const onClose = dialogs.close;
  switch (dialog.kind) {
    case 'shortcuts':
      return <ShortcutSheet onClose={onClose} />;
    case 'answer':
      return <AnswerDialog onClose={onClose} />;
    case 'paste':
      return <PasteDialog initial={dialog.text} onClose={onClose} />;
    case 'candidates':
      return <CandidatesDialog onClose={onClose} />;
    case 'answers':
      return <AnswersDialog search={dialog.search} onClose={onClose} />;
    case 'import':
      return <ImportDialog file={dialog.file} expected={dialog.expected} onClose={onClose} />;
    case 'export':
      return <ExportDialog onClose={onClose} />;
    case 'writer':
      return <WriterDialog onClose={onClose} />;
    case 'templates':
      return <TemplatesDialog onClose={onClose} />;
    case 'queue':
      return <QueueDialog onClose={onClose} />;
    case 'commands':
      return <CommandPalette onClose={onClose} />;
    case 'compare':
      return <CompareDialog onClose={onClose} />;
    case 'models':
      return <ModelsDialog onClose={onClose} />;
    case 'key':
      return <KeyDialog onClose={onClose} />;
  }
}
