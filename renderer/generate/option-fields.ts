import { z } from 'zod';

/** One control of a method's option form. */
export interface OptionField {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly control:
    | { readonly kind: 'number'; readonly integer: boolean; readonly minimum?: number; readonly maximum?: number }
    | { readonly kind: 'toggle' }
    | { readonly kind: 'choice'; readonly values: readonly string[] }
    | { readonly kind: 'text' };
  readonly fallback: unknown;
}

/** The part of JSON schema that method options use. */
const propertySchema = z.object({
  type: z.string().optional(),
  enum: z.array(z.string()).optional(),
  title: z.string().optional(),
  description: z.string().optional(),
  default: z.unknown(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  exclusiveMinimum: z.number().optional(),
});
const objectSchema = z.object({ properties: z.record(z.string(), z.unknown()).default({}) });

/** "max_iterations" or "maxIterations" as words, for options without a title. */
function words(name: string): string {
  const text = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll('_', ' ')
    .toLowerCase();
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function control(property: z.infer<typeof propertySchema>): OptionField['control'] | null {
  if (property.enum !== undefined) return { kind: 'choice', values: property.enum };
  switch (property.type) {
    case 'boolean':
      return { kind: 'toggle' };
    case 'string':
      return { kind: 'text' };
    case 'number':
    case 'integer':
      return {
        kind: 'number',
        integer: property.type === 'integer',
        ...(property.minimum === undefined ? {} : { minimum: property.minimum }),
        // zod gives every integer the range of safe integers; that is no limit worth showing.
        ...(property.maximum === undefined || property.maximum > 1e12 ? {} : { maximum: property.maximum }),
      };
    default:
      return null;
  }
}

/** The controls for a method's options. Options of a shape without a control (lists, objects) keep their defaults. */
export function optionFields(schema: Readonly<Record<string, unknown>>): OptionField[] {
  const parsed = objectSchema.safeParse(schema);
  if (!parsed.success) return [];
  return Object.entries(parsed.data.properties).flatMap(([name, value]) => {
    const property = propertySchema.safeParse(value);
    const kind = property.success ? control(property.data) : null;
    if (!property.success || kind === null) return [];
    const { title, description, default: fallback } = property.data;
    return [{ name, title: title ?? words(name), description: description ?? '', control: kind, fallback }];
  });
}

const defaultSchema = z.object({ default: z.unknown() });

/** The options that differ from a method's defaults: what the user, or a preset, has changed. */
export function changedOptions(
  schema: Readonly<Record<string, unknown>>,
  options: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const parsed = objectSchema.safeParse(schema);
  const properties = parsed.success ? parsed.data.properties : {};
  const isDefault = ([name, value]: [string, unknown]): boolean => {
    const property = defaultSchema.safeParse(properties[name]);
    return property.success && JSON.stringify(property.data.default) === JSON.stringify(value);
  };
  return Object.fromEntries(Object.entries(options).filter((entry) => !isDefault(entry)));
}

/** Whether two sets of options say the same, in whatever order. */
export function sameOptions(a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): boolean {
  const sorted = (options: Readonly<Record<string, unknown>>): string =>
    JSON.stringify(Object.entries(options).sort(([left], [right]) => (left < right ? -1 : 1)));
  return sorted(a) === sorted(b);
}
