import { z } from 'zod';

/** A TEXT column that holds JSON; text that is not JSON fails the schema it is part of. */
export const jsonColumn = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    context.addIssue({
      code: 'custom',
      message: `not JSON: ${error instanceof Error ? error.message : String(error)}`,
    });
    return z.NEVER;
  }
});
