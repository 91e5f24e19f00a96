import type { World } from '../../src/world/world.ts';
import type { EventField, WorldEvent } from '../../src/world/world-event.ts';
import { alphabetOf, asked, newValues, type Request, setsSecret, textOf } from './walk/event-data.ts';

type Data = Readonly<Record<string, string>>;

/** Every value of a field that can make a difference: each subject and choice there is, a right secret and a wrong one. */
function valuesOf(
  world: World,
  type: string,
  name: string,
  field: EventField,
  data: Data,
): readonly string[] {
  if (field.values !== undefined) return field.values;
  switch (name) {
    case 'person':
      return [...world.persons.keys()];
    case 'card':
    case 'read':
      return [...world.plastics.keys()];
    case 'phone':
    case 'from':
    case 'target':
      return [...world.phones.keys()];
    case 'account':
      return [...world.accounts.keys()];
    case 'kinds':
      return ['signature', 'authentication', 'signature,authentication', ''];
    case 'name':
      return ['TEST NAME'];
    case 'address':
      return ['某県某市西２－２'];
    case 'again':
      return [data.value ?? '', 'OTHER1'];
    default:
      return setsSecret.test(type)
        ? [newValues[alphabetOf(type, data)]![0]!, '暗証番号']
        : [...new Set([textOf(asked(world, type, data)), 'WRONG1', '0000'])];
  }
}

/** An event with each of its data that can make a difference in a world; what is optional is left out, too. */
export function everyRequestOf(world: World, event: WorldEvent): Request[] {
  const fields = Object.entries(event.fields);
  const complete = (data: Data, from: number): Data[] => {
    const [name, field] = fields[from] ?? [];
    if (name === undefined || field === undefined) return [data];
    const values = valuesOf(world, event.type, name, field, data).map((value) => ({
      ...data,
      [name]: value,
    }));
    return [...(field.required ? [] : [data]), ...values].flatMap((further) => complete(further, from + 1));
  };
  return complete({}, 0).map((data) => ({ type: event.type, data }));
}
