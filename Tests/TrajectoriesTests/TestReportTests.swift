import Testing

@testable import Trajectories

@Suite("The report of a test runner")
struct TestReportTests {
    private func report(_ text: String) -> TestReport? { OutputLines.with(text) { TestReport($0) } }

    @Test(
        "is read from a line of numbers",
        arguments: [
            ("5 tests completed, 1 failed", 5, 1), ("3 runs, 9 assertions, 1 failures, 1 errors, 0 skips", 3, 2),
            ("3 tests, 0 failures", 3, 0), ("1 doctest, 3 tests, 1 failure", 4, 1),
            ("3 tests, 1 failure, 1 skipped", 2, 1),
            ("  1 failed\n    pier.spec.ts:3:1 › moors\n  2 passed (2.1s)", 3, 1),
            ("  3 passing (2s)\n  1 failing", 4, 1),
            ("3 successes / 1 failure / 0 errors / 0 pending : 0.01 seconds", 4, 1), ("3 examples, 1 failure", 3, 1),
            ("3 scenarios (1 failed, 2 passed)\n9 steps (1 failed, 8 passed)", 3, 1),
            ("1 feature passed, 0 failed, 0 skipped\n3 scenarios passed, 1 failed, 0 skipped", 4, 1),
            ("3 tests, 2 passed, 1 failed", 3, 1), ("  2 tests passed\n  1 test failed", 3, 1),
            (" 3 pass\n 1 fail\nRan 4 tests across 1 files. [12.00ms]", 4, 1), ("3 Tests 1 Failures 0 Ignored", 3, 1),
        ]
    )
    func tallies(text: String, ran: Int, failed: Int) {
        #expect(report(text) == TestReport(ran: ran, failed: failed))
    }

    @Test(
        "is read from the words of each runner",
        arguments: [
            ("     Summary [   0.3s] 4/10 tests run: 3 passed, 1 failed, 0 skipped", 4, 1),
            ("00:03 +3 -1: Some tests failed.", 4, 1), ("00:02 +3: All tests passed!", 3, 0),
            ("Build Summary: 2/4 steps succeeded; 1 failed; 2/3 tests passed; 1 failed", 3, 1),
            ("All 3 tests passed.", 3, 0),
            ("1 of 1 test suites (3 of 4 test cases) passed.", 4, 1), ("1 out of 3 tests failed (0.0s)", 3, 1),
            ("Executed 3 out of 4 tests: 2 tests pass, 1 fails locally and 1 fails to build.", 3, 1),
            ("DONE 5 tests, 1 skipped, 1 failure in 0.2s", 4, 1),
            ("Ran 3 of 4 Specs in 0.1 seconds\nFAIL! -- 2 Passed | 1 Failed | 0 Pending | 1 Skipped", 3, 1),
            ("Ran 3 tests containing 5 assertions.\n1 failures, 0 errors.", 3, 1),
            ("[info] Passed: Total 3, Failed 0, Errors 0, Passed 3", 3, 0),
            ("[info] Tests: succeeded 3, failed 1", 4, 1),
            ("Tests: 3, Assertions: 2, Errors: 1.", 3, 1), ("  Tests:    1 failed, 2 passed (5 assertions)", 3, 1),
            ("[ FAIL 1 | WARN 0 | SKIP 0 | PASS 2 ]", 3, 1), ("Test Successful in 0.002s. 3 tests run.", 3, 0),
            ("Test Summary: | Pass  Fail  Total  Time\npier          |    2     1      3  0.1s", 3, 1),
            ("│    assertions │     3 │     1 │", 3, 1), ("Ok:                 3\nFail:               1", 4, 1),
            ("test cases: 3 | 2 passed | 1 failed", 3, 1), ("Files=2, Tests=12,  1 wallclock secs", 12, 0),
            ("Test Run Failed.\nTotal tests: 3\n     Passed: 2\n     Failed: 1", 3, 1), ("** TEST FAILED **", 1, 1),
            ("=== tests finished: 8 passed, 1 skipped, in 1.21 seconds ===", 8, 0),
            ("50% tests passed, 1 tests failed out of 2", 2, 1),
            ("PierTest > moors() PASSED\nPierTest > casts() FAILED", 1, 1),
            ("> Task :core:test\n\nBUILD SUCCESSFUL in 5s", 1, 0),
            ("// it took long\n//core:pier_test  PASSED in 0.3s", 1, 0),
        ]
    )
    func words(text: String, ran: Int, failed: Int) {
        #expect(report(text) == TestReport(ran: ran, failed: failed))
    }

    @Test(
        "is read behind colours, marks and labels",
        arguments: [
            "\u{1B}[32m\u{1B}[1m3 passed\u{1B}[0m\u{1B}[32m in 0.1s\u{1B}[0m", "✔ 3 tests passed",
            "api:test:       Tests  3 passed (3)", "packages/api test: Tests  3 passed (3)",
            "web-1  | 3 passed in 0.1s",
        ]
    )
    func decoration(text: String) { #expect(report(text) == TestReport(ran: 3, failed: 0)) }

    @Test("counts the tests of go, and none where they ended before the first")
    func go() {
        #expect(report("--- PASS: TestA (0.00s)\nPASS\nok  \tpier\t0.1s") == TestReport(ran: 1, failed: 0))
        let failed = "--- FAIL: TestA (0.00s)\n    a_test.go:3: no\nFAIL\nFAIL\tpier\t0.01s\nFAIL"
        #expect(report(failed) == TestReport(ran: 1, failed: 1))
        #expect(report("panic: no rope\nFAIL\tpier\t0.01s\nFAIL") == nil)
        #expect(report("ok  \ta\t0.1s\nFAIL\tb\t0.1s\nFAIL") == TestReport(ran: 2, failed: 1))
    }

    @Test(
        "is not in lines that count something else",
        arguments: [
            "3 files changed, 2 insertions(+)", "5 errors, 3 warnings", "Failed: 0", "12 tests", "0 Error(s)",
            "2 runs of the pump, 3 failures expected", "> Task :core:test UP-TO-DATE\nBUILD SUCCESSFUL in 1s",
            "No errors",
        ]
    )
    func others(text: String) { #expect(report(text) == nil) }
}
