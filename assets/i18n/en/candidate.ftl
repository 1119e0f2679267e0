# What the candidate reads. Plain, short, second person. Every error says what, why, next.

app-name = Invigil

## Notices

notice-close = Close
notice-retry = Try again
notice-less = Say less
notice-more = Say more
unreachable-what = Your last change is not saved yet.
unreachable-why = The part of the app that saves your work could not be reached.
unreachable-next = The app keeps trying. If this lasts, restart the laptop and open the app again: what was saved is kept.

## Start

start-heading = Start a test
start-lead = Everything stays on this laptop. No network is needed.
start-offers = Tests found on this laptop
start-take = Take this test
start-resume = Resume
start-code = Access code
start-unopened = A test that was begun on this laptop cannot be opened now
start-unopened-next = If it is not yours, go on below.
start-running = This test is already running. You go on where you were.
start-found = Reference { $ref } · { $place }
start-on-stick = On a USB stick
start-dropped = In what you dropped
start-practice = Practice
start-practice-lead = The same screens as a real test, with easier questions. Nothing is handed to anybody, and at the end every answer is explained.
start-practice-go = Practise
start-desk = Recruiter desk
open-heading = Open a test you were given
open-lead = You need two files from the organiser: the test package and your own ticket. Drop both here, plug in the USB stick, or choose them.
open-drop = Drop the files here
open-package = Test package
open-package-hint = ends in .exampkg
open-ticket = Your ticket
open-ticket-hint = ends in .ticket
open-browse = Browse
open-browse-package = Browse for the test package
open-browse-ticket = Browse for your ticket
open-go = Open the test

## Display

display-open = Display
display-heading = Display
display-theme = Colours
theme-system = As the system
theme-light = Light
theme-dark = Dark
theme-contrast = High contrast
display-text = Text size
display-percent = { $percent } %
display-smaller = Smaller text
display-larger = Larger text
display-still = Keep everything still
display-keys = Single letters and digits answer, flag and move
display-completion = Propose words while I write code
display-note = This is kept on this laptop and is not part of your result.
display-close = Close

## Check-in

checkin-label = Check-in
checkin-issued = Issued by { $name }
checkin-not-verified = The name is what the file says. The words below prove who it is.
checkin-words = The eight words of this organisation
checkin-words-hint = Compare them with your invitation. If they differ, do not go on: ask the organiser.
checkin-practice = Practice, made by the authors of this app
checkin-facts = { $minutes } minutes · { $items ->
    [one] 1 question
   *[other] { $items } questions
} · { $tasks ->
    [one] 1 coding question
   *[other] { $tasks } coding questions
}
checkin-extra = including { $minutes ->
    [one] 1 extra minute
   *[other] { $minutes } extra minutes
}
checkin-ref = Reference { $ref }
checkin-name = Name { $name }
checkin-steps = Steps of the check-in
checkin-leave = Another test or ticket
checkin-back = Back
checkin-continue = Continue
checkin-step-done = done
step-code = Ticket and code
step-identity = Who you are
step-recorded = What is recorded
step-system = System check
step-rules = Rules
code-heading = Enter the access code
code-lead = The invigilator gives it to you. Capitals, spaces and hyphens do not matter.
code-label = Access code
code-hint = For this test the code is { $code }
code-again = You can enter the code again.
code-wait = You can try again in { $seconds ->
    [one] 1 second
   *[other] { $seconds } seconds
}.
name-heading = Who is taking the test?
name-lead = Write your name as the organiser knows it. You can come back and change it until the test starts.
name-label = Your name
recorded-heading = What is recorded
recorded-lead = From “Start now” until you hand in, this app records the following, and nothing else:
recorded-answers = Your answers, your flags and which question is on the screen, each with its time.
recorded-edits = Your code and its language, edit by edit, with times.
recorded-runs = Each run of your code: the code, the input, and how it ended.
recorded-focus = When this window loses the focus and gets it back.
recorded-clipboard = How much text is pasted or copied. Pasted text is part of your code.
recorded-clock = The laptop’s clocks, sleep and restarts, and the names of settings that this app switches off when it starts.
recorded-laptop = The laptop: a key that it made for itself, and a count of the tests it has taken. They show whether two results came from the same laptop.
recorded-name = Your name, as you typed it.
recorded-not = No camera, no microphone, no picture of the screen, no other program. Your notes in the scratch area are not part of the result.
recorded-sealed = The result is sealed: only the organiser who issued the test can open it.
recorded-withdraw-heading = If you change your mind
recorded-withdraw-before = Before “Start now” nothing is recorded: go back, or close the app.
recorded-withdraw-during = During the test, hand in whatever is there, at any time: that ends the recording, and until then the app stays open. Nothing leaves this laptop by itself, and you need not hand the file over.
recorded-withdraw-after = Afterwards, once a copy was saved, you can delete what this laptop keeps. To have the organiser delete a result that you handed over, write to them and name your reference, { $ref }.
recorded-agree = I agree. Continue
system-heading = System check
system-lead = Nothing here is sent anywhere or changed on this laptop.
check-again = Check again
check-ok = OK
check-note = Note
check-blocks = Blocks
check-wait = Wait
check-waiting = The languages are being made ready. You can go on in a moment; nothing is needed from you.
check-waited = The wait is over: you can go on.
check-blocked = The test cannot start like this. Put right what is marked “Blocks”, then check again.
subject-display = Display
subject-battery = Battery
subject-disk = Disk
subject-memory = Memory
subject-clock = Clock
subject-keyboard = Keyboard
subject-keys = Keys of this attempt
subject-runtimes = Running code
finding-display-one = One display, { $width } × { $height }.
finding-display-small = The display has { $width } × { $height } pixels. Everything fits, but you will scroll in the coding question.
finding-display-many = { $count } displays. The invigilator may ask you to use one only.
finding-battery-none = Runs on mains power.
finding-battery-mains = Plugged in, { $percent } % charged.
finding-battery-lasts = Lasts about { $minutes } minutes; the test takes { $needed }.
finding-battery-half = { $percent } % charged.
finding-battery-short = Lasts about { $minutes } minutes, and the test takes { $needed }. Plug the laptop in.
finding-battery-unknown = { $percent } % charged. It may not last { $needed } minutes: plug the laptop in.
finding-disk-free = { $free } free.
finding-disk-full = { $free } free; { $needed } are needed. Free some space, then check again.
finding-disk-unknown = The free space could not be read: { $why }
finding-memory-free = { $free } free.
finding-memory-low = { $free } free. Close other programs, so that the test runs smoothly.
finding-memory-unknown = The free memory could not be read.
finding-clock-inside = This laptop says { $time }. A wrong clock does not change your time.
finding-clock-outside = This laptop says { $time }; the test is open from { $from } to { $to }. You can go on; tell the organiser if this laptop’s clock is wrong.
finding-keyboard-plain = No input method is set for this app. Try the characters below.
finding-keyboard-method = The input method { $name } is set. If what you type does not appear as you type it, switch it to plain letters. Try the characters below.
finding-keys-store = Kept in this system’s key store.
finding-keys-file = Not protected: this system has no key store. They are in a file that only your account may read; you can go on.
finding-runtimes-preparing = { $done } of { $of } languages are ready. This happens once on this laptop and may take a few minutes.
finding-runtimes-ready = { $names } run here.
finding-runtimes-some = { $names } run here. { $absent } can be written, but not run on this laptop.
finding-runtimes-none = No language runs on this laptop. Code can be written and is handed in; the organiser runs it.
keyboard-heading = Try your keyboard
keyboard-lead = Type the characters that code needs. Nothing of this is recorded, and you may go on without it.
keyboard-label = Type here
keyboard-seen = { $seen } of { $all } typed
keyboard-typed = typed
keyboard-open = not typed yet
keyboard-composing = An input method is composing text. Switch it off for code: look for its name in the system’s bar.
rules-heading = The rules
rules-clock = The clock starts when you press “Start now”. You then have { $minutes } minutes.
rules-as = You are taking the test as { $name }, reference { $ref }.
rules-change = Change the name
rules-go = Start now

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
test-review = Review and hand in
test-keys = Keys
test-display = Display
test-resumed = You are back
test-resumed-kept = Everything that was saved is here. { $minutes ->
    [0] { $seconds } s
   *[other] { $minutes } min { $seconds } s
} passed on the clock in between.
test-resumed-unknown = Everything that was saved is here. The laptop was restarted and its clock stood earlier than before, so no time was taken; this is noted.
test-resumed-left = You have { $minutes ->
    [one] 1 minute
   *[other] { $minutes } minutes
} left.
test-resumed-close = Go on
test-resumed-whose = This is the test of { $name }. If that is not you, leave it as it is and call the organiser.
test-unsealed-heading = The test has ended
test-unsealed-lead = Everything that was saved is safe on this laptop. Only the result could not be written yet; that is tried again every second.
test-unsealed-next = Leave the laptop on and call the organiser. If this window is closed, the result is written when Invigil is started again.
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
test-battery-low = Battery { $percent } %: plug the laptop in
said-battery-low = Battery at { $percent } percent or less. Plug the laptop in; what is saved stays saved.
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
skill-databases = Databases
skill-apis = APIs
skill-engineering = Engineering and security
skill-coding = Coding
question-options = Your answer
question-clear = Clear answer
question-flag = Flag
state-flagged-button = Flagged
question-prev = Previous
question-next = Next
question-to-review = Review
question-scratch = Scratch area

## Scratch area

scratch-heading = Scratch area
scratch-lead = For your own notes. Not part of the result; deleted when you hand in.
scratch-label = Your notes
scratch-close = Close the scratch area
question-code = Code, { $language }

## Keys

keys-heading = Keys
keys-lead = You can take the whole test without a mouse. The single letters and digits are for questions with answers, and do nothing on the coding question.
keys-answer = answer the question
keys-answer-keys = A–D or 1–4
keys-options = move between its answers
keys-options-keys = Arrow keys
keys-flag = flag it, or remove the flag
keys-move = next, previous question
keys-tab = move between buttons
keys-tab-keys = Tab
keys-editor = leave the code editor
keys-editor-keys = Esc, then Tab
keys-completion = propose words; Tab takes one, Esc closes the list
keys-completion-keys = Ctrl+Space
keys-run = run the samples, or your own input
keys-run-keys = Ctrl+Enter
keys-search = search in the code
keys-search-keys = Ctrl+F
keys-off = The single letters are switched off under “Display”.
keys-close = Close

## Coding

coding-eyebrow = Coding question · about { $minutes ->
    [one] 1 minute
   *[other] { $minutes } minutes
}
coding-time = Time
coding-time-value = { $seconds } s for each test
coding-time-counted = { $seconds } s for each test, counted alike on every laptop
coding-memory = Memory
coding-memory-value = { $mib } MiB
coding-largest = Largest input
coding-samples = Samples
coding-sample = Sample { $n }
coding-input = Input
coding-output = Output
coding-language = Language
coding-language-absent = { $language } (not run here)
coding-card = About { $language }
coding-size = Size of the code
coding-smaller = Smaller code
coding-larger = Larger code
coding-search = Search
coding-reset = Reset
coding-reset-heading = Put the starter code back?
coding-reset-lead = Your { $language } code on the screen is replaced by the code this question began with. Ctrl+Z in the editor brings it back.
coding-reset-cancel = Keep my code
coding-reset-go = Put it back
coding-reset-done = The starter code is back. Ctrl+Z brings yours back.
coding-editor = Code editor, { $language }
coding-editor-hint = Ctrl+Enter runs the samples. Esc, then Tab leaves the editor.
coding-broken-what = The editor could not be opened.
coding-broken-next = Your answers are safe. Try again; if it stays, restart the laptop and open the app again: the test goes on where it was.
coding-broken-again = Try again
coding-leaving = Tab leaves the editor. Type to stay.
coding-refused = That was not inserted.
coding-too-large = The code may be at most 256 KiB.
coding-not-text = It holds characters that cannot be saved.
coding-refused-next = Your code is as it was. Insert a shorter part of it, or type it.
language-python = Python
language-java = Java
language-javascript = JavaScript
language-typescript = TypeScript
language-ruby = Ruby
language-sql = SQL
card-lead = Your code is kept in each language: you can look at another one and come back. What stands in the chosen language when you hand in is what counts.
card-file = File
card-file-value = one file, { $file }
card-reads = Reads
card-writes = Writes
card-reads-stdin = standard input, as in the starter code
card-writes-stdout = standard output; messages for yourself belong on standard error
card-reads-sql = the tables that the question names
card-writes-sql = the rows of each statement, one JSON array a line
card-library = Library
card-library-value = what comes with the language; nothing is installed besides
card-indent = Tab key
card-indent-value = { $spaces } spaces
card-run = Running
card-run-here = the samples and your own input run here, on this laptop; the organiser runs further tests after the hand-in. Every run is recorded with its code.
card-run-preparing = it is being made ready on this laptop; you can write meanwhile
card-run-absent = it does not run on this laptop: { $why }
card-run-absent-after = Your code is recorded and handed in all the same, and the organiser runs it.
card-repeats = Repeats
card-repeats-measured = the organiser runs the same code again. What it prints is compared; its time and memory are measured by the clock of each machine, so they may differ a little.
card-version = Version
card-here = Available
card-absent = Not available
card-example = A program that reads the input
card-close = Close

## Running code

run-panel = Running the code
run-tabs = Parts of the run panel
run-tab-samples = Samples
run-tab-input = Your input
run-tab-output = Output
run-tab-history = History
run-tab-passed = { $passed } of { $total } passed
run-tab-runs = { $count ->
    [one] 1 run
   *[other] { $count } runs
}
run-size = Height of the run panel
run-fold = Hide the run panel
run-unfold = Show the run panel
run-samples = Run samples
run-custom = Run with your input
run-stop = Stop
run-starting = Saving
run-running = Running
run-running-sample = Sample { $case } of { $total }
run-running-input = Running on your input
run-stopping = Stopping
run-busy = A run is going on. Wait for its end, or stop it.
run-not-saved = The run was not begun: your last change could not be saved.
run-preparing = { $language } is being made ready on this laptop. Go on writing; you can run in a moment.
run-absent = { $language } does not run on this laptop. { $why } Your code is recorded and handed in all the same.
run-absent-why = Nothing here runs it.
run-repeats = The organiser runs { $language } again; time and memory may differ a little there.
run-said-begun = Running.
run-said-ended = Run { $number }: { $outcome }.
run-outcome-all = { $total ->
    [one] the sample passed
   *[other] all { $total } samples passed
}
run-outcome = { $verdict }, { $passed } of { $total } samples passed
run-empty = Nothing run yet
run-empty-lead = “Run samples” runs your code on the samples, here on this laptop. Each run is recorded with its code.
run-empty-hidden = The organiser runs further tests after the hand-in; they are not on this laptop.
run-empty-output = What your program writes appears here, as it comes.
run-empty-history = Each run is listed here with its code, so that you can go back to it.
run-sample = Sample { $n }
run-sample-running = running
run-sample-waiting = waiting
run-sample-ran = ran
run-sample-open = Output
run-sample-open-label = Output of sample { $n }
run-title = Run { $number }
run-title-samples = Run { $number } · minute { $minute } · { $language }
run-title-input = Run { $number } · minute { $minute } · { $language } · your input
run-older = An earlier run
run-newest = Show the newest
run-case = Sample
run-time-share = { $percent } % of the time limit
run-memory-share = { $percent } % of the memory limit
run-time-low = < 1 % of the time limit
run-memory-low = < 1 % of the memory limit
run-look = Look at next
run-stdout = Output
run-stdout-none = It wrote nothing.
run-nothing = Empty.
run-stdout-yet = Nothing written yet.
run-stderr = Messages (standard error)
run-input-fed = Input
run-outputs-gone = What this run wrote is not kept: it was stopped, or it is many runs ago, or the app was closed since. Its code is under “History”.
run-input-label = Your own input
run-input-lead = Given to your program as standard input, at most { $kib } KiB. It is recorded with the run.
run-input-size = { $bytes } of { $cap } bytes
run-input-too-long = Your input is longer than { $kib } KiB. Shorten it to run.
run-input-begin = Begin with
run-history-list = Runs of this question
run-history-minute = minute { $minute }
run-history-custom = your input
run-history-open = Code of run { $number }
run-history-close = Close
run-code = The code of run { $number }
run-code-back = Put it into the editor
run-code-back-done = The code of run { $number } is in the editor. Ctrl+Z brings yours back.
run-code-other = It is { $language }. Choose { $language } above the editor to put it there.
run-code-output = Output of this run
run-code-stdin = Your input
diff-heading = Expected and written, side by side
diff-line = Line
diff-expected = Expected
diff-got = Your program wrote
diff-differs = differs
diff-no-line = no such line
diff-spaces = { $count ->
    [one] space
   *[other] { $count } spaces
}
diff-tabs = { $count ->
    [one] tab
   *[other] { $count } tabs
}
diff-control = control character { $text }
diff-no-line-end = no line end
diff-cut = cut here
diff-counts = { $expected } lines expected, { $got } written. Spaces are shown as ·, tabs as →.
run-verdict-done = ended
run-verdict-ac = passed
run-verdict-wa = wrong answer
run-verdict-tle = time limit reached
run-verdict-mle = memory limit reached
run-verdict-ole = too much output
run-verdict-rte = run-time error
run-verdict-ce = does not compile
run-verdict-je = could not be judged
run-verdict-cancelled = stopped
run-verdict-none = cut off

## Why a run ended as it did

run-reason-passed = The output is as expected.
run-reason-ended = The program ended by itself.
run-reason-differs = { $kind ->
    [case] Line { $line }: upper and lower case differ.
    [white-space] Line { $line }: only spaces or line ends differ.
    [empty] The program wrote nothing.
    [missing] The output ends before line { $line }.
    [extra] The output goes on at line { $line }, where the expected output has ended.
    [not-a-number] Line { $line }: a number was expected; { $got } is none.
    [tolerance] Line { $line }: { $got } is too far from { $expected }.
   *[value] Line { $line }, column { $column }: { $expected } was expected, and { $got } was written.
}
run-reason-refused = The checker of this question refused the output: { $message }
run-reason-out-of-time = The time limit was used up.
run-reason-waited = The program waited instead of working, until the time was over.
run-reason-out-of-memory = The memory limit was used up.
run-reason-too-much-output = It wrote more than { $limit } bytes.
run-reason-exit-code = The program ended with code { $exit } instead of 0.
run-reason-uncaught = { $line ->
    [none] { $kind }: { $message }
   *[other] { $kind } in line { $line }: { $message }
}
run-reason-stack-overflow = { $line ->
    [none] Calls went too deep.
   *[other] Calls went too deep in line { $line }.
}
run-reason-no-main = There is no class Main, outside of any package, with public static void main(String[] args).
run-reason-trap = The language itself gave up: { $message }
run-reason-syntax = { $line ->
    [none] The code does not compile: { $message }
   *[other] The code does not compile, line { $line }: { $message }
}
run-reason-wall-clock = This laptop was too busy to finish the run.
run-reason-crashed = The part of the app that runs code ended: { $message }.
run-reason-unavailable = The language does not run here: { $message }
run-reason-malformed = The question’s test cannot run: { $message }
run-reason-invalid-input = Your input makes the database and must be valid SQL: { $message }
run-reason-checker-failed = The checker of this question failed: { $message }
run-next-compare-line = Compare line { $line } with what was expected.
run-next-only-case = Look at upper and lower case in line { $line }.
run-next-only-white-space = Look at spaces and line ends in line { $line }.
run-next-prints-too-little = Is all of the input read, and everything printed, up to line { $line }?
run-next-prints-nothing = Is the answer written to standard output?
run-next-prints-too-much = Is a line for your own debugging left in, near line { $line } of the output?
run-next-endless-loop = The input is small: look for a loop that does not end.
run-next-repeated-work = Look for work that is repeated for each line.
run-next-do-not-wait = Take out what waits: a sleep, a lock that nobody opens, a thread without an end.
run-next-keep-less = Keep less in memory: go line by line where you can. Recursion without an end uses it up, too.
run-next-endless-output = Look for a print in a loop that does not end.
run-next-look-at-line = Look at line { $line } of your code.
run-next-end-of-input = The program reads on after the end of the input.
run-next-write-main = Name the class Main, take out a package line, and write public static void main(String[] args).
run-next-use-a-loop = Where does the recursion end? A loop may do instead.
run-next-not-in-this-language = { $module } is not there. “About” beside the language lists what is.
run-next-only-standard-input = Only standard input and output are there; the program asked for { $asked }.
run-next-read-errors = Read what it wrote to standard error, below.
run-next-mend-syntax = { $line ->
    [none] Mend what the message names.
   *[other] Mend the code near line { $line }.
}
run-next-correct-input = Correct the input: CREATE TABLE and INSERT statements that run as they stand.
run-next-run-again = This is not your code’s fault: run it again.
run-next-other-language = This is not your code’s fault: choose another language, or go on writing.
run-next-tell-the-author = This is not your code’s fault: tell the invigilator.

## Search in the code

find-what = Find
find-with = Replace with
find-next = Next
find-previous = Previous
find-all = All
find-case = Match case
find-word = Whole word
find-pattern = Pattern
find-replace = Replace
find-replace-all = Replace all
find-close = Close
find-current = current match
find-on-line = on line
find-replaced = replaced match on line $
find-replaced-many = replaced $ matches
find-completions = Proposed words
find-line = Go to line
find-go = Go
find-control = Control character
find-deleted = Selection deleted

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
review-submit = Hand in the test
confirm-heading = Hand in the test?
confirm-lead = This cannot be undone. After it you cannot read or change any answer, even if there is time left.
confirm-open = { $open ->
    [one] 1 question has no answer.
   *[other] { $open } questions have no answer.
}
confirm-cancel = Not yet
confirm-go = Hand in
confirm-busy = Handing in

## Done

done-heading = Your test is handed in
done-deadline-heading = Time is up. Your test was handed in
done-at = { $at } · { $answered } of { $items } questions answered
done-with-code = code handed in
done-ref = Reference { $ref }
done-save-heading = Save the result file
done-save-lead = Choose the USB stick or folder that the invigilator names. Only the organiser can open the file.
done-save-stick = Save to { $place }
done-save-label = Folder or file name
done-browse-folder = Browse for a folder
done-save = Save
done-saved = Saved to
done-next = Hand the saved file over, or tell the invigilator that it is saved. The slip is beside it. Then you are finished.
done-slip = Your hand-in slip
done-slip-hint = Words, code and number all name exactly this result. Note the words or take a picture: nobody can change the result without changing them.
done-words = The eight words of your result
done-qr = QR code of the hand-in slip
done-sha = SHA-256
done-kept = Kept at
done-recorded = What was recorded
done-answers = Your own answers
done-answers-lead = For yourself: your letters and your code, without the questions.
done-answers-table = Your answers
done-answers-save = Save a copy
done-answers-saved = The copy is saved.
done-answer-none = no answer
done-delete = Delete from this laptop
done-delete-lead = Once the file is handed over, this laptop need not keep anything of you.
done-delete-first = Save the result file first: this laptop has the only copy.
done-delete-go = Delete
done-delete-heading = Delete from this laptop?
done-delete-what = Your answers, your name and the result file on this laptop are deleted. The words of the result stay, so that the ticket cannot be taken twice. This cannot be undone.
done-delete-word-heading = Is the result handed over?
done-delete-word = The copy that you saved cannot be found at the moment:
done-delete-word-next = The file on this laptop may be the only one. If the result is handed over, delete. If you are not sure, keep it: plug the stick in, or save another copy first. What is deleted here cannot be brought back.
done-delete-word-go = It is handed over: delete
done-delete-cancel = Keep
done-delete-done = Deleted. This laptop keeps the words of the result, and nothing of your answers.
done-leave = Back to the start
practice-heading = Practice is over
practice-score = { $right } of { $all } right
practice-lead = Nothing was handed to anybody. Here is every multiple-choice question with its answer, and why; the coding question stands at the end.
practice-question = Question { $position }
practice-right = right
practice-wrong = not right
practice-none = not answered
practice-yours = your answer
practice-key = the right answer
practice-coding = Coding question: { $title }
practice-tried = you wrote code
practice-solved-lead = A real test runs your code on hidden inputs after the hand-in, and each group of them counts for itself. Here nothing was run after the hand-in. This is one right solution of several; it passes every hidden test of this question.
practice-solution = One solution in { $language }
practice-again = Back to the start

## Loading

loading = Opening
