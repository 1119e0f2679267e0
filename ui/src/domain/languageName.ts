import { hasText, t } from '../shared/i18n';

/** The language's name for a menu. */
export function languageName(language: string): string {
  return hasText(`language-${language}`) ? t(`language-${language}`) : language;
}
