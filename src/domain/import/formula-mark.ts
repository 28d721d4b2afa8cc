/*
 * Spreadsheets run cells that begin with one of these as formulas (OWASP, CSV injection); an apostrophe before them makes the cell
 * text. A cell that begins with such an apostrophe already gets another, so that reading is the exact inverse of writing.
 */
const formula = /^'*[=+\-@\t\r]/;
const marked = /^'+[=+\-@\t\r]/;

export const quoteFormula = (cell: string): string => (formula.test(cell) ? `'${cell}` : cell);

/** The cell without the apostrophe that says that it is text. */
export const unquoteFormula = (cell: string): string => (marked.test(cell) ? cell.slice(1) : cell);
