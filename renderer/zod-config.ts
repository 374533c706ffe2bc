import { z } from 'zod';

// Compiled parsers would need eval, which the content security policy forbids. Must be set before the first schema is made, hence a module of its own.
z.config({ jitless: true });
