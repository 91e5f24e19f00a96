/** Characters of a text as the substitute maps count them: code points. */
export const characterCount = (text: string): number => [...text].length;
