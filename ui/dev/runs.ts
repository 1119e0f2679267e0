// Runs of the made-up coding question, for the fake backend and for looking at the panel.

import type { DiffPieceDto } from '../src/generated/DiffPieceDto';
import type { RunCaseDto } from '../src/generated/RunCaseDto';
import type { RunDetailDto } from '../src/generated/RunDetailDto';
import type { RunDto } from '../src/generated/RunDto';
import type { RunLanguageDto } from '../src/generated/RunLanguageDto';
import type { RunsDto } from '../src/generated/RunsDto';

const CARD = {
  version: 'CPython 3.11.9, in the app’s own sandbox',
  here: ['the standard library without what is listed below', '`json`, `re`, `collections`, `heapq`, `decimal` and `datetime`, loaded at once'],
  absent: ['threads and `asyncio`', '`zlib`, `sqlite3`, `ssl`', 'files, network and other programs'],
  example: 'import sys\n\nfor line in sys.stdin:\n    print(line.strip())\n',
};

function language(name: string, change: Partial<RunLanguageDto> = {}): RunLanguageDto {
  return { language: name, state: 'ready', why: null, repeatable: true, card: CARD, ...change };
}

export function noRuns(): RunsDto {
  return {
    languages: [
      language('python'),
      language('java', { repeatable: false, card: { ...CARD, version: 'OpenJDK 17.0.12', here: ['the module `java.base`'], absent: ['network', 'other modules'], example: '' } }),
      language('javascript'),
      language('typescript'),
      language('ruby', { state: 'absent', why: 'Its runtime could not be opened on this laptop.' }),
      language('sql'),
    ],
    running: null,
    history: [],
    shown: null,
  };
}

const piece = (mark: string, text: string, differs = false): DiffPieceDto => ({ mark, differs, text });

const INPUT = '{"key":"k1","account":"ann","amount":500}\n{"key":"k1","account":"ben","amount":500}\n';

export function passed(number: number): RunCaseDto {
  return {
    case: number,
    verdict: 'ac',
    reason: { code: 'passed', facts: {}, english: 'the output is as expected' },
    lookAtNext: null,
    timeShare: 412,
    memoryShare: 1268,
    input: INPUT,
    expected: 'ok 500\nok 500\n',
    stdout: 'ok 500\nok 500\n',
    stderr: '',
    diff: null,
  };
}

export function wrong(number: number): RunCaseDto {
  return {
    ...passed(number),
    verdict: 'wa',
    reason: { code: 'differs', facts: { kind: 'white-space', line: '2', column: '9', expected_line: '2' }, english: 'line 2 differs' },
    lookAtNext: { code: 'only-white-space', facts: { line: '2' }, english: 'Look at spaces.' },
    timeShare: 98,
    expected: 'ok 500\nconflict\nok\t700\n',
    stdout: 'ok 500\nconflict  \nok 700',
    stderr: 'seen: k1\n',
    diff: {
      expectedLines: 3,
      gotLines: 4,
      rows: [
        { line: 1, same: true, expected: [piece('plain', 'ok'), piece('space', ' '), piece('plain', '500')], got: [piece('plain', 'ok'), piece('space', ' '), piece('plain', '500')] },
        { line: 2, same: false, expected: [piece('plain', 'conflict')], got: [piece('plain', 'conflict'), piece('space', '  ', true)] },
        {
          line: 3,
          same: false,
          expected: [piece('plain', 'ok'), piece('tab', '\t', true), piece('plain', '700')],
          got: [piece('plain', 'ok'), piece('space', ' ', true), piece('plain', '700'), piece('control', 'U+0007', true), piece('noLineEnd', '', true)],
        },
        { line: 4, same: false, expected: null, got: [piece('plain', 'a line that goes on and on, past every width that a person has set for it, up to the end', true), piece('cut', '')] },
      ],
    },
  };
}

export function failed(number: number, verdict: string, code: string, facts: Record<string, string>, next: [string, Record<string, string>] | null): RunCaseDto {
  return {
    ...passed(number),
    verdict,
    reason: { code, facts, english: `it ended with ${code}` },
    lookAtNext: next && { code: next[0], facts: next[1], english: 'Look again.' },
    stdout: '',
    stderr: verdict === 'rte' ? 'Traceback (most recent call last):\n  File "main.py", line 12, in <module>\n    main()\n  File "main.py", line 7, in main\n    total += int(line)\nValueError: invalid literal for int() with base 10: \'{"key"\'\n' : '',
  };
}

export function run(number: number, verdict: string | null, change: Partial<RunDto> = {}): RunDto {
  return { number, task: 1, language: 'python', atMs: number * 130_000, custom: false, verdict, passed: verdict === 'ac' ? 2 : 1, total: 2, ...change };
}

export function detail(number: number, cases: RunCaseDto[], stdin: string | null = null): RunDetailDto {
  return { number, code: `import sys\n\n# as it was in run ${number}\nfor line in sys.stdin:\n    print("ok 500")\n`, stdin, cases };
}

/** Runs that ended, with the newest looked at. */
export function ended(history: RunDto[], cases: RunCaseDto[], stdin: string | null = null): RunsDto {
  return { ...noRuns(), history, shown: detail(history[0]?.number ?? 1, cases, stdin) };
}

export const RUNS: Record<string, () => RunsDto> = {
  none: noRuns,
  running: () => ({
    ...ended([run(1, 'wa')], [passed(1), wrong(2)]),
    running: { number: 2, task: 1, language: 'python', case: 2, total: 2, stdout: Array.from({ length: 60 }, (_, n) => `request ${n} ok\n`).join(''), stderr: 'reading\n', stopping: false },
  }),
  passed: () => ended([run(3, 'ac'), run(2, 'wa'), run(1, 'ce', { passed: 0 })], [passed(1), passed(2)]),
  wrong: () => ended([run(2, 'wa'), run(1, 'ce', { passed: 0 })], [passed(1), wrong(2)]),
  time: () => ended([run(1, 'tle')], [passed(1), { ...failed(2, 'tle', 'out-of-time', {}, ['endless-loop', {}]), timeShare: 10_000 }]),
  compile: () => ended([run(1, 'ce', { passed: 0 })], [1, 2].map((n) => failed(n, 'ce', 'syntax', { message: "SyntaxError: '(' was never closed", line: '6' }, ['mend-syntax', { line: '6' }]))),
  error: () => ended([run(1, 'rte', { passed: 0 })], [1, 2].map((n) => failed(n, 'rte', 'uncaught', { kind: 'ValueError', message: "invalid literal for int() with base 10: '{\"key\"'", line: '7' }, ['look-at-line', { line: '7' }]))),
  custom: () =>
    ended(
      [run(4, 'done', { custom: true, passed: 0, total: 0 }), run(3, 'ac'), run(2, 'cancelled'), run(1, null)],
      [{ ...passed(0), verdict: 'done', reason: { code: 'ended', facts: {}, english: 'ended' }, expected: null, timeShare: 12 }],
      INPUT,
    ),
  restart: () => ended([run(2, 'wa'), run(1, null)], []),
};
