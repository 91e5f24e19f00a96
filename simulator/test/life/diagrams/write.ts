// npm run diagrams
// Draws the machines into docs/machines.
import { mkdirSync, writeFileSync } from 'node:fs';
import { diagramFiles } from './pages.ts';

const docs = new URL('../../../../docs/', import.meta.url);
mkdirSync(new URL('machines/', docs), { recursive: true });
for (const [path, text] of await diagramFiles()) writeFileSync(new URL(path, docs), text);
