# What the recruiter reads. Plain, short, second person. Every error says what, why, next.

desk-title = Recruiter
desk-parts = Parts of the desk
desk-issue = Issue a test
desk-result = Open a result
desk-organisation = Organisation
desk-candidate-window = Candidate's window
desk-lock = Lock
desk-lock-long = Lock: forget the keys and clear the desk
desk-demo = Demonstration
desk-display-note = This is kept on this computer.
desk-busy-open = Opening the keys. This takes a second or two on purpose.
desk-busy-make = Making the keys. This takes a few seconds on purpose.
desk-busy-read = Reading the list.
desk-busy-result = Checking the result.
desk-loading = Opening the desk.
desk-browse-folder = Browse for a folder
desk-hide-short = Hide
desk-show-short = Show
desk-hide = Hide the passphrase
desk-show = Show the passphrase

desk-unreachable-what = The app did not answer.
desk-unreachable-why = The part of the app that does the work could not be reached.
desk-unreachable-next = Close the app and open it again: what was written stays.

## Door

door-heading = Open your organisation
door-lead = Its folder holds the keys that sign tests and open results. Nothing leaves this computer.
door-recent = Opened here before
door-folder = Organisation folder
door-folder-hint = holds org.json
door-passphrase = Passphrase
door-open = Open
door-demo = Try it with the demonstration
door-demo-lead = An organisation that this app made on this computer. Issue to made-up candidates, and open what they hand in. Its keys protect nothing.
door-demo-open = Open the demonstration
door-make = Make an organisation
door-make-lead = For whoever issues tests. Once, on the computer where you work.
door-make-go = Make one

## Make

make-heading = Make an organisation
make-lead = You get a folder with your own keys. Tests that you issue are signed with them, and only you can open the results.
make-name = Name
make-name-hint = candidates see it in a–z, 0–9 and hyphens
make-folder = New folder
make-folder-hint = does not exist yet, or is empty
make-passphrase = Passphrase
make-passphrase-hint = 12 characters or more
make-again = The same again
make-advice = About this passphrase
make-advice-words = Four or more words that do not belong together are easier to keep than signs.
make-advice-lost = Nobody can bring it back, and there is no second way in. Without it, results stay closed for good.
make-advice-both = Whoever has the folder and the passphrase can read every result and issue tests in your name.
make-advice-paper = Write it on paper, keep that apart from this computer, and back up the folder.
make-go = Make the organisation
make-back = Back

## Organisation

organisation-fresh = { $name } is ready
organisation-words = Eight words of this organisation
organisation-words-lead = Put them in every invitation. Candidates compare them with their screen before they type the code, and so know that the test is yours.
organisation-facts = Where it lies
organisation-folder = Folder
organisation-fingerprint = Root key
organisation-root = The root key still lies in this folder
organisation-root-lead = It vouches for all other keys. Move the file to a stick that you keep locked away: issuing tests and opening results work without it.
organisation-demo = This organisation is for trying things out. Its passphrase lies beside it in plain text: never invite a person with it.
organisation-next = Issue a test

## Issue

issue-heading = Issue a test
issue-step-test = Test
issue-step-list = Candidates
issue-step-out = Hand-out
issue-facts = { $minutes } minutes · { $items } questions and 1 coding question · drawn from { $bankItems } questions and { $bankTasks } tasks
issue-public = Public bank, for demonstration
issue-public-lead = Anybody can read the questions and keys of this bank in the source of this program. Use it to try things out, not to decide about a person.
issue-list-lead = A .csv file with the columns ref, name, email, extra_time_pct and seat. The last three may be left out.
issue-list-drop = Drop the list here
issue-list-path = List of candidates
issue-list-hint = ends in .csv
issue-list-browse = Browse for the list
issue-list-read = Read the list
issue-list-again = Read again
issue-list-other = Another list
issue-count = { $count ->
    [one] 1 candidate
   *[other] { $count } candidates
}
issue-list-empty = There is no candidate in it.
issue-faults = { $count ->
    [one] 1 row to mend
   *[other] { $count } rows to mend
}
issue-faults-next = Mend what is wrong in your own program, save, then read the list again. Nothing is issued until every row is right.
issue-only-faults = Only rows to mend
issue-table = Candidates on the list
issue-line = Row
issue-ref = Reference
issue-name = Name
issue-extra = Extra time
issue-extra-value = { $percent } %
issue-seat = Seat
issue-state = State
issue-row-ready = Ready
issue-row-mend = To mend
fault-ref = “{ $value }” is no reference: 1 to 40 of A-Z a-z 0-9 . _ -
fault-ref-device = The reference “{ $value }” is the name of a device on Windows, where no file can have it.
fault-ref-twice = The reference “{ $value }” stands twice.
fault-name = The name is missing, longer than 120 characters, or has characters that control text or its direction.
fault-extra-time = “{ $value }” is no extra time: a whole number from 0 to 300.
fault-seat = “{ $value }” is no seat: write B4 (row B, column 4) or 2-4.
fault-seat-taken = “{ $value }” sits where somebody else does.
fault-row = This row has more or fewer columns than the first one. A comma inside a name needs quotes around the name.
issue-out-lead = A folder for what is handed out: the package, a ticket for each candidate, and slips to print. Keys and code stay in the organisation's folder.
issue-out = Hand-out folder
issue-out-hint = new, or without a package
issue-go = Issue to { $count ->
    [one] 1 candidate
   *[other] { $count } candidates
}
issue-go-none = Issue
issue-needs-list = Read a list of candidates first.
issue-needs-mend = Mend the list first.
issue-needs-out = Choose the hand-out folder.
issue-stage-forms = Choosing questions for { $of ->
    [one] 1 candidate
   *[other] { $of } candidates together
}
issue-stage-tickets = Sealing: { $done } of { $of } tickets
issue-stage-files = Writing: { $done } of { $of } tickets
issue-starting = Starting
issue-stop = Stop
issue-stop-note = Until the first file is written, stopping leaves nothing behind.

## Issued

issued-heading = Issued: { $title }
issued-lead = { $count ->
    [one] 1 ticket
   *[other] { $count } tickets
} in { $folder }
issued-code = Access code
issued-code-lead = Write it down now: it is shown once. Say it in the room when the test starts, or send it apart from the package. Never put it on a slip.
issued-written = I have written it down
issued-written-done = The code was written down and is not shown again.
issued-written-kept = If it is lost, the organisation's folder keeps it: { $folder }
issued-files = What to hand out
issued-package = Package
issued-package-lead = the same file for everybody; closed without the code
issued-tickets = Tickets
issued-tickets-lead = one for each candidate, named by reference
issued-slips = Slips to print
issued-slips-lead = reference and seat, never the code; open it in a browser and print
issued-words = For the invitation
issued-words-lead = Eight words of { $name }. Candidates compare them before they type the code.
issued-shared = { $most ->
        [0] No two candidates share a multiple-choice question.
       *[other] Any two candidates share at most { $most } of { $of } multiple-choice questions; { $near ->
            [0] neighbours share none.
           *[other] neighbours at most { $near }.
        }
    }
issued-another = Issue another

## Result

result-heading = Open a result
result-lead = One .result file. It is read and checked, never run, and nothing in it is changed.
result-drop = Drop the result here
result-path = Result
result-hint = ends in .result
result-browse = Browse for a result
result-open = Open
result-empty = No result is open. You see its checks and what each proves, the answers beside the keys, and the score with its interval.
result-another = Another result
result-practice = Practice result
result-practice-lead = This is a practice result. It counts for nothing, and it is read no further than its envelope.
result-refused = This result is refused
result-refused-code = Code
result-person = Candidate
result-ref = Reference
result-typed = Name as typed
result-listed = Name on your list
result-listed-none = no name is kept here for this ticket
result-names-differ = The two names differ. Ask before you conclude anything.
result-test = Test
result-started = Started
result-started-none = no question was shown
result-sealed = Sealed
result-clock = by the laptop's clock
result-time = Time used
result-time-gaps = Partly by the laptop's wall clock, which can be set: see the check of restarts.
result-time-value = { $minutes } of { $allowed } minutes
result-time-extra = with { $percent } % extra time
result-expired = The time ran out; what was saved was handed in.
result-scripted = A script gave the answers, not a person.
result-app = Made with
result-sums = Names this result
result-tier = Trust tier
tier-none = Nothing is claimed about who sat it.
tier-T0 = Self-run. Nobody vouches for who issued or sat the test.
tier-T1 = Somebody with this ticket and this code sat the test. It is not shown who.
result-score = Multiple choice
result-right = { $right } of { $of } right
result-answered = { $answered } of { $of } answered
result-interval = 95 % interval { $low } to { $high } %
result-interval-lead = A few questions say little. Of ranges made this way, 95 in 100 hold the share of such questions that a person can answer. Compare ranges, not points.
result-interval-none = not enough items
result-interval-least = Below { $least } items there is no interval.
result-bar = { $right } of { $of } right; 95 % interval { $low } to { $high } %
result-skill = Skill
result-skill-score = Right
result-skill-interval = 95 % interval
result-coding = Coding
result-coding-none = not run in this window: `invigil grade` runs the hidden tests
result-unscored = There is no score
result-answers = Answers beside the keys
result-answers-all = Open all
result-answers-none = Close all
result-answer = Answer
result-key = Key
result-outcome-right = right
result-outcome-wrong = not the key
result-outcome-none = left open
result-flagged = flagged
result-given = their answer
result-is-key = the key
result-code = The code handed in
result-code-none = Nothing was handed in for this task.
result-code-untouched = This is the starter code, untouched.
result-code-label = Code in { $language }
result-checks = Checks
result-checks-lead = Each proves one thing and no more.
result-holds = { $count ->
    [one] 1 holds
   *[other] { $count } hold
}
result-noted = { $count ->
   *[other] { $count } noted
}
result-not-made = { $count ->
   *[other] { $count } not made
}
result-fails = { $count ->
    [one] 1 fails
   *[other] { $count } fail
}
result-check-outcome = Outcome
result-check-name = Check
result-check-proves = What it proves when it holds
outcome-holds = Holds
outcome-noted = Noted
outcome-notChecked = Not made
outcome-fails = Fails
result-not-shown = What no check shows
result-not-shown-who = Who sat at the laptop, and who or what was beside it: a phone, a second computer.
result-not-shown-laptop = That the laptop recorded honestly. On a machine that the candidate owns, a signature shows that nothing was changed since the sealing.
proves-container = The file is a container that has one reading.
proves-receipt = It has the entries of a result, and nothing that this version cannot judge.
proves-envelope = The envelope was signed by the attempt's key and not changed since.
proves-certificate = The attempt's key was certified for this attempt and this ticket.
proves-sealed = The sealed part is the one that was signed.
proves-addressed = The result is sealed to this mailbox.
proves-coverage = Every file inside is signed; none is missing, extra or changed.
proves-same-attempt = Outside and inside are of the same attempt, key and log.
proves-trust = The organisation's keys follow from its root key.
proves-package = The organisation issued this test.
proves-ticket = The organisation issued this ticket for this test.
proves-binding = The attempt's key was bound to this ticket, test and device at the start.
proves-log = The log is whole, in order, and the one that was signed.
proves-heads = The log only grew: its earlier heads are heads of this log.
proves-fold = The answers and the code follow from the log, byte for byte.
proves-form = The questions are those of the form, and the time allowed is the ticket's.
proves-window = The attempt started inside the ticket's window, by the laptop's clock.
proves-gaps = No time of the attempt is known by the laptop's wall clock alone: it was not started again in between.
proves-issue = Ticket, form and candidate are those that were issued.
proves-revocation = No key that signed here was taken back by the organisation.
proves-rollback = The trust file is not older than the last one seen.
proves-witness = A witness on the local network followed the log.
result-question-code = Code of question { $position }
