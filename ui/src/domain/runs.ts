// Running code as the page knows it: which view is the newest, what a run is called, which
// sentence says how it ended. Deliberately absent: verdicts and limits; the backend decides.

import type { RunCaseDto } from '../generated/RunCaseDto';
import type { RunDetailDto } from '../generated/RunDetailDto';
import type { RunDto } from '../generated/RunDto';
import type { RunLanguageDto } from '../generated/RunLanguageDto';
import type { RunsDto } from '../generated/RunsDto';
import type { SentenceDto } from '../generated/SentenceDto';
import type { View } from '../generated/View';
import { hasText, t, tOr } from '../shared/i18n';
import { languageName } from './languageName';

/** An input of one's own may hold this many bytes of UTF-8, as in the log format. */
export const INPUT_CAP = 64 * 1024;

/** What a verdict means to the person: nothing to do, something to mend, or not their matter. */
export type Tone = 'ok' | 'bad' | 'note' | 'plain';

const TONES: Record<string, Tone> = {
  ac: 'ok',
  wa: 'bad',
  tle: 'bad',
  mle: 'bad',
  ole: 'bad',
  rte: 'bad',
  ce: 'bad',
  je: 'note',
};

export function tone(verdict: string | null): Tone {
  return TONES[verdict ?? ''] ?? 'plain';
}

/** A verdict in words; null for a run that was cut off. */
export function verdictWords(verdict: string | null): string {
  const key = `run-verdict-${verdict ?? 'none'}`;
  return hasText(key) ? t(key) : t('run-verdict-none');
}

/** How a run ended, in a few words: the samples count before the verdict of the first that failed. */
export function outcomeWords(run: RunDto): string {
  const words = verdictWords(run.verdict);
  if (run.custom || run.verdict === null || run.verdict === 'ce' || run.total === 0) return words;
  if (run.verdict === 'ac') return t('run-outcome-all', { total: run.total });
  return t('run-outcome', { passed: run.passed, total: run.total, verdict: words });
}

/** The minute of the test in which a run began, from 1. */
export function minute(run: RunDto): number {
  return Math.floor(run.atMs / 60_000) + 1;
}

/** Whole percent of a share in hundredths of a percent, so that 100 means used up. */
export function percent(share: number): number {
  return Math.min(100, Math.floor(share / 100));
}

// Values that a sentence may lack.
const UNKNOWN = { line: 'none', message: '', expected: 'none', got: 'none', kind: 'none', column: 'none' };

/** The page's own sentence for a code, or the backend's English. */
export function sentence({ code, facts, english }: SentenceDto, family: 'run-reason' | 'run-next'): string {
  const key = `${family}-${code}`;
  if (!hasText(key)) return english;
  try {
    return t(key, { ...UNKNOWN, ...facts });
  } catch {
    // A value that this page does not know of.
    return english;
  }
}

/** The case to look at first: the first that did not pass. */
export function firstToSee(detail: RunDetailDto): RunCaseDto | null {
  return detail.cases.find(({ verdict }) => tone(verdict) !== 'ok') ?? detail.cases[0] ?? null;
}

/** A language on this laptop; one that the backend does not name cannot run. */
export function standing(runs: RunsDto, language: string): RunLanguageDto {
  const known = runs.languages.find((other) => other.language === language);
  return known ?? { language, state: 'absent', why: null, repeatable: true, card: { version: '', here: [], absent: [], example: '' } };
}

/** Whether time is counted in steps and not taken from a clock: where a run can be repeated. */
export function countsSteps(runs: RunsDto, language: string): boolean {
  const { state, repeatable } = standing(runs, language);
  return state !== 'absent' && repeatable;
}

/**
 * What a language's card says is there and is not. Its English stands beside the runtimes; a
 * translation overrules it one by one: `card-python-here-1`.
 */
export function cardInWords({ language, card }: RunLanguageDto): { here: string[]; absent: string[] } {
  const told = (kind: string, things: string[]) => things.map((thing, index) => tOr(`card-${language}-${kind}-${index + 1}`, thing));
  return { here: told('here', card.here), absent: told('absent', card.absent) };
}

/** Why a language does not run on this laptop; `run-absent-java` of a translation overrules it. */
export function whyAbsent({ language, why }: RunLanguageDto): string {
  return why === null ? t('run-absent-why') : tOr(`run-absent-${language}`, why, { why });
}

/** Why a language cannot run at this moment; null when it can. */
export function obstacle(here: RunLanguageDto): string | null {
  const name = languageName(here.language);
  if (here.state === 'ready') return null;
  if (here.state === 'preparing') return t('run-preparing', { language: name });
  return t('run-absent', { language: name, why: whyAbsent(here) });
}

export function bytes(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** The runs that ended between two views, the oldest first. */
export function endedBetween(before: RunsDto, after: RunsDto): RunDto[] {
  const known = new Set(before.history.map(({ number }) => number));
  return after.history.filter(({ number }) => !known.has(number)).toReversed();
}

/** What is said aloud, once, when a run has ended. */
export function verdictSaid(run: RunDto): string {
  return t('run-said-ended', { number: run.number, outcome: outcomeWords(run) });
}

// A run is begun, goes from sample to sample, may be asked to stop, and ends: never backwards.
function progress({ history, running }: RunsDto): number[] {
  return [history.length + (running ? 1 : 0), history.length, running?.case ?? 0, running?.stopping ? 1 : 0];
}

function isBehind(runs: RunsDto, other: RunsDto): boolean {
  const [a, b] = [progress(runs), progress(other)];
  const at = a.findIndex((value, index) => value !== b[index]);
  return at >= 0 && (a[at] ?? 0) < (b[at] ?? 0);
}

/**
 * The view with the newest news of runs: pushed views and answers to commands travel apart, so
 * that an answer may hold a run that a pushed view already showed as ended.
 */
export function withNewestRuns(view: View, before: View | null): View {
  if (view.stage !== 'test' || before?.stage !== 'test' || !isBehind(view.runs, before.runs)) return view;
  return { ...view, runs: before.runs };
}

/** The run that is looked at, when it is one of this question's. */
export function lookedAt({ history, shown }: RunsDto, task: number): { run: RunDto; detail: RunDetailDto } | null {
  const run = history.find((other) => other.number === shown?.number && other.task === task);
  return run && shown ? { run, detail: shown } : null;
}

/** The newest run of a question, of one sort where it is given. */
export function newestRun({ history }: RunsDto, task: number, custom?: boolean): RunDto | null {
  return history.find((run) => run.task === task && (custom === undefined || run.custom === custom)) ?? null;
}
