# What the candidate reads. Plain, short, second person. Every error says what, why, next.

app-name = Invigil

## Notices

notice-close = Close
notice-retry = Try again
unreachable-what = The app did not answer.
unreachable-why = The part of the app that saves your work could not be reached.
unreachable-next = Wait a moment and try again. If it stays, close the app and open it again: what was saved is kept.

## Start

start-heading = Start a test
start-lead = Everything stays on this laptop. No network is needed.
start-offers = Tests found on this laptop
start-none = No test was found on this laptop. Open the two files you were given.
start-take = Take this test
start-resume = Resume
start-code = Access code
start-running = This test is already running. You go on where you were.
open-heading = Open a test you were given
open-lead = You need two files from the organiser: the test package and your own ticket.
open-package = Test package
open-package-hint = ends in .exampkg
open-ticket = Your ticket
open-ticket-hint = ends in .ticket
open-browse = Browse
open-browse-package = Browse for the test package
open-browse-ticket = Browse for your ticket
open-go = Open the test

## Check-in

checkin-label = Check-in
checkin-issued = Issued by { $name }
checkin-words = The eight words of this organisation
checkin-words-hint = They should be the same as in your invitation.
checkin-facts = { $minutes } minutes · { $items ->
    [one] 1 question
   *[other] { $items } questions
} · { $tasks ->
    [one] 1 coding question
   *[other] { $tasks } coding questions
}
checkin-ref = Reference { $ref }
checkin-steps = Steps of the check-in
checkin-leave = Back to the start
checkin-step-done = done
step-code = Code
step-identity = Who you are
step-rules = Rules
step-ready = Start
code-heading = Enter the access code
code-lead = The invigilator gives it to you. Capitals, spaces and hyphens do not matter.
code-label = Access code
code-hint = For this test the code is { $code }
code-wait = You can try again in { $seconds ->
    [one] 1 second
   *[other] { $seconds } seconds
}.
code-go = Continue
name-heading = Who is taking the test?
name-lead = Write your name as the organiser knows it.
name-label = Your name
name-go = Continue
rules-heading = Before you start
rules-rules = The rules
rules-recorded = What is recorded
rules-system = System check
rules-go = I have read this. Continue
check-again = Check again
check-ok = OK
check-note = Note
check-blocks = Blocks
check-blocked = The test cannot start like this. Put right what is marked “Blocks”, then check again.
ready-heading = Ready when you are
ready-lead = The clock starts when you press the button. You then have { $minutes } minutes.
ready-keep = Every answer is saved at once. If the laptop stops, open the app again: you go on where you were, and the clock has run on.
ready-name = You are taking the test as { $name }.
ready-go = Start now

## Test

test-navigator = Questions
test-saved = saved { $time } on this laptop
test-unsaved = nothing to save yet
test-saving = saving
test-not-saved = not saved yet, trying again
test-time = Time left
test-minutes = { $minutes } min
test-paused = paused
test-hide-time = Hide time
test-show-time = Show time
test-flags = { $count ->
    [one] 1 flagged
   *[other] { $count } flagged
}
test-review = Review and submit
test-keys = Keys
test-resumed = You are back
test-resumed-close = Got it
test-paused-heading = The test is paused
test-paused-lead = The clock stands still. Wait until the invigilator lets the test go on.
test-coding-short = Coding
test-coding-nth = Coding { $n }
nav-item = Question { $position }
nav-only-task = Coding question
nav-task = Coding question { $n }
state-answered = answered
state-unanswered = not answered
state-flagged = flagged
time-announce = { $minutes ->
    [one] 1 minute left
   *[other] { $minutes } minutes left
}
said-saved = Answer { $letter } saved { $time }.
said-cleared = Answer cleared, saved { $time }.
said-flagged = Question { $position } flagged.
said-unflagged = Flag of question { $position } removed.
said-code-saved = Code saved { $time }.

## Question

question-eyebrow = Question { $position } of { $count } · { $skill } · about { $minutes ->
    [one] 1 minute
   *[other] { $minutes } minutes
}
question-options = Your answer
question-clear = Clear answer
question-flag = Flag
state-flagged-button = Flagged
question-prev = Previous
question-next = Next
question-to-review = Review
question-code = Code, { $language }

## Keys

keys-heading = Keys
keys-lead = You can take the whole test without a mouse.
keys-answer = answer the question
keys-answer-keys = A–D or 1–4
keys-flag = flag it, or remove the flag
keys-move = next, previous question
keys-tab = move between buttons
keys-editor = leave the code editor
keys-editor-keys = Esc, then Tab
keys-switch = Use single letters and digits as keys
keys-close = Close

## Coding

coding-eyebrow = Coding question · about { $minutes ->
    [one] 1 minute
   *[other] { $minutes } minutes
}
coding-time = Time
coding-time-value = { $seconds } s for each test
coding-memory = Memory
coding-memory-value = { $mib } MiB
coding-largest = Largest input
coding-samples = Samples
coding-sample = Sample { $n }
coding-input = Input
coding-output = Output
coding-language = Language
coding-no-run = Code is not run here.
coding-editor = Code editor, { $language }
coding-editor-hint = Esc, then Tab leaves the editor
coding-leaving = Tab leaves the editor. Type to stay.
coding-too-large = That was not inserted: the code may be at most 256 KiB.
coding-not-text = That was not inserted: it holds characters that cannot be saved.
language-python = Python
language-java = Java
language-javascript = JavaScript
language-ruby = Ruby
language-sql = SQL

## Review

review-heading = Review
review-lead = { $open ->
    [0] Every question has an answer.
    [one] 1 question has no answer yet.
   *[other] { $open } questions have no answer yet.
}
review-open = Not answered
review-flagged = Flagged
review-answered = Answered
review-answer = Answer { $letter }
review-edited = Code written in { $language }
review-untouched = No code written yet
review-none = No answer yet
review-back = Back to the questions
review-submit = Submit the test
confirm-heading = Submit the test?
confirm-lead = This cannot be undone. After it you cannot read or change any answer, even if there is time left.
confirm-open = { $open ->
    [one] 1 question has no answer.
   *[other] { $open } questions have no answer.
}
confirm-cancel = Not yet
confirm-go = Submit
confirm-busy = Submitting

## Done

done-heading = Your test is handed in
done-deadline-heading = Time is up. Your test was handed in
done-at = { $at } · { $answered } of { $items } questions answered
done-words = The eight words of your result
done-words-hint = Note them down. They name exactly this result, and nobody can change it without changing them.
done-sha = SHA-256
done-kept = Kept at
done-save-heading = Save the result file
done-save-lead = Choose the USB stick or folder the invigilator names. Only the organiser can open the file.
done-save-label = Folder or file name
done-browse-folder = Browse for a folder
done-save = Save
done-saved = Saved to
done-next = Hand over the saved file, or tell the invigilator that it is saved. Then you are finished.
done-recorded = What was recorded
done-leave = Back to the start

## Loading

loading = Opening
