import { describe, expect, it } from 'vitest';
import { singularOf } from '../../../main/layout/rules/singular.ts';

describe('singularOf', () => {
  it('knows regular and irregular plurals', () => {
    const plurals = {
      cats: 'cat',
      boxes: 'box',
      buses: 'bus',
      dishes: 'dish',
      cherries: 'cherry',
      monkeys: 'monkey',
      tomatoes: 'tomato',
      pianos: 'piano',
      pizzas: 'pizza',
      sofas: 'sofa',
      taxis: 'taxi',
      menus: 'menu',
      knives: 'knife',
      leaves: 'leaf',
      wolves: 'wolf',
      shelves: 'shelf',
      olives: 'olive',
      waves: 'wave',
      gloves: 'glove',
      horses: 'horse',
      houses: 'house',
      roses: 'rose',
      vases: 'vase',
      shoes: 'shoe',
      cookies: 'cookie',
      children: 'child',
      grandchildren: 'grandchild',
      people: 'person',
      men: 'man',
      policewomen: 'policewoman',
      snowmen: 'snowman',
      mice: 'mouse',
      geese: 'goose',
      't-shirts': 't-shirt',
    };
    for (const [plural, singular] of Object.entries(plurals)) expect(singularOf(plural), plural).toBe(singular);
  });

  it('leaves alone what is no plural or looks alike in both numbers', () => {
    for (const word of 'cat glass grass bus iris octopus dress canvas gas chess tennis sheep fish scissors jeans'.split(
      ' ',
    )) {
      expect(singularOf(word), word).toBeUndefined();
    }
  });
});
