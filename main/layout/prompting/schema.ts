type JsonSchema = Readonly<Record<string, unknown>>;

/** An object with exactly these fields: the form that OpenAI's strict mode and llama.cpp's grammars both take. */
export const record = (properties: Readonly<Record<string, JsonSchema>>): JsonSchema => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});
