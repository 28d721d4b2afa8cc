import * as z from 'zod';

/** The name of a kind of mail, as campaigns and opt-outs say it. */
export const CategoryName = z
  .string()
  .trim()
  .min(1, { error: 'Name a category with 1 to 50 characters.' })
  .max(50, { error: 'Name a category with 1 to 50 characters.' });

/** A kind of mail that readers may decline by itself. */
export const Category = z
  .strictObject({
    name: CategoryName.meta({ description: 'What campaigns give as their `category`.', example: 'newsletter' }),
    title: z.string().trim().min(1).max(100).meta({ description: 'What readers see.', example: 'Monthly newsletter' }),
    description: z.string().trim().max(300).default(''),
  })
  .meta({ id: 'Category' });
export type Category = z.infer<typeof Category>;

export const Categories = z
  .array(Category)
  .max(50)
  .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, {
    error: 'Give each category a name of its own.',
  });

/** Categories a contact wants no mails of. */
export const OptOuts = z.array(CategoryName).max(100);
