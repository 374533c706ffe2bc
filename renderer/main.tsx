import './zod-config.ts';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createClient } from './api.ts';
import { App } from './app/app.tsx';
import { createStudio, StudioContext } from './app/studio.ts';

const root = document.getElementById('root');
if (root !== null) {
  const studio = createStudio({
    client: createClient(),
    storage: localStorage,
    random: Math.random,
    newTicket: () => crypto.randomUUID(),
  });
  createRoot(root).render(
    <StrictMode>
      <StudioContext value={studio}>
        <App />
      </StudioContext>
    </StrictMode>,
  );
}
