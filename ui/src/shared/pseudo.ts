// Two locales that no person reads: one with words half as long again and accents on every vowel,
// one that runs from right to left. A sentence that does not come from assets/i18n, a box too
// narrow for German or a margin on the wrong side shows at once.

const ACCENTS: Record<string, string> = { a: 'á', e: 'ë', i: 'ï', o: 'ö', u: 'û', A: 'Å', E: 'É', I: 'Î', O: 'Ø', U: 'Û', c: 'ç', n: 'ñ', s: 'š' };

/** Every vowel doubled with accents: 30 to 50 % longer, still legible. */
export function long(text: string): string {
  return text.replace(/[aeiouAEIOUcns]/g, (letter) => {
    const accented = ACCENTS[letter] ?? letter;
    return /[aeiou]/.test(letter) ? accented + accented : accented;
  });
}

/** Each piece laid out from right to left by Unicode's own marks. */
export function mirrored(text: string): string {
  return text.replace(/\S(?:.*\S)?/gs, (piece) => `\u202e${piece}\u202c`);
}

export const PSEUDO: Record<string, (text: string) => string> = { 'en-XA': long, 'ar-XB': mirrored };
