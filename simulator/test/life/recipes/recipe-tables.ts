import { cardBodyRecipes, certificateRecipes, secretRecipes } from './card.ts';
import { facilityAccountRecipes } from './facility.ts';
import {
  backOfficeRecipes,
  bindingRecipes,
  deviceRecipes,
  enrolmentRecipes,
  walletDocumentRecipes,
} from './phone.ts';
import type { RecipeTable } from './recipe.ts';

/** How each arrow of each machine is brought about from outside. */
export const recipeTables: readonly RecipeTable[] = [
  secretRecipes,
  certificateRecipes,
  cardBodyRecipes,
  deviceRecipes,
  bindingRecipes,
  backOfficeRecipes,
  enrolmentRecipes,
  walletDocumentRecipes,
  facilityAccountRecipes,
];
