import { useCallback, useEffect, useState } from 'react';
import type { TemplateInfo, TemplateName } from '../../preload/contract/templates.ts';
import { useStudio } from '../app/studio.ts';
import { strings } from '../strings.ts';
import { Dialog } from '../ui/dialog.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { useTask } from '../ui/use-task.ts';
import { TemplateEditor } from './template-editor.tsx';

/** The texts that models are asked with: the app's own, and the user's copies, which go first. */
export function TemplatesDialog({ onClose }: { readonly onClose: () => void }) {
  const { client, dialogs } = useStudio();
  const [templates, setTemplates] = useState<readonly TemplateInfo[]>([]);
  const [name, setName] = useState<TemplateName>('studio-1');
  const { error, run } = useTask();
  const text = strings.templates;
  const reload = useCallback(() => {
    run(client.call('templates.list', {}).then(setTemplates));
  }, [client, run]);
  useEffect(reload, [reload]);
  const info = templates.find((template) => template.name === name);
  return (
    <Dialog title={text.title} onClose={onClose} size="wide">
      <p className="quiet">{text.help}</p>
      <div className="template-tabs" role="radiogroup" aria-label={text.which}>
        {templates.map((template) => (
          <label key={template.name} className={template.name === name ? 'format chosen' : 'format'}>
            <input
              type="radio"
              name="template"
              checked={template.name === name}
              onChange={() => {
                setName(template.name);
              }}
            />
            <span>
              <strong>
                {template.name}
                {template.own && <span className="tag">{text.own}</span>}
              </strong>
              <span className="quiet small">{template.purpose}</span>
            </span>
          </label>
        ))}
      </div>
      {error !== null && <ErrorNote error={error} />}
      {info !== undefined && (
        <TemplateEditor
          key={info.version}
          info={info}
          onChanged={reload}
          onBack={() => {
            dialogs.open({ kind: 'writer' });
          }}
        />
      )}
    </Dialog>
  );
}
