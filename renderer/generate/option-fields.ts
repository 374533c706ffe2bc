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
