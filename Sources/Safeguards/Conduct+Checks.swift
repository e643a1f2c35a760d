/// Shapes of orders about tests and other checks.
extension Conduct {
    private static let tests =
        "test tests testcase testcases suite assertion assertions assert asserts expectation expectations spec specs check "
        + "checks linter lint ci pipeline"

    private static let expected =
        "assertion assertions assert asserts expectation expectations golden baseline threshold "
        + "thresholds expected tolerance snapshot snapshots"

    static let fakes: [Conduct] = [
        Conduct(
            "test-tampering",
            faking,
            "delete remove skip disable comment mute silence weaken relax loosen xfail suppress stub bypass neuter deselect "
                + "ignore drop exclude omit hide quarantine short-circuit cheat game fool trick circumvent deactivate waive",
            tests,
            gap: 4,
            isEitherWay: false,
            excludes:
                "slow integration network e2e gpu optional unrelated database data files folder output outputs cache "
                + "artifacts artefacts temporary container containers results file unit browser flag"
        ),
        Conduct(
            "test-tampering",
            faking,
            "edit change adjust modify alter update rewrite adapt replace overwrite lower raise tweak set regenerate accept "
                + "correct align match revise",
            expected,
            gap: 5,
            needs: "fail fails failing failed pass passes green red until whatever match agree mismatch "
                + "wrong broken actual differs"
        ),
        Conduct(
            "test-tampering",
            faking,
            "edit change adjust modify alter rewrite adapt replace tweak patch",
            "test tests spec specs",
            gap: 3,
            needs: "pass passes green succeed",
            excludes: "run"
        ),
        Conduct(
            "test-tampering",
            faking,
            "hardcode hard-code special-case fake fabricate detect recognize recognise memorize",
            "expected output outputs result results answer answers value values test tests grader input inputs benchmark "
                + "checker evaluation harness",
            gap: 6
        ),
        Conduct(
            "test-tampering",
            faking,
            "make force get let ensure",
            "pass passes green succeed",
            gap: 6,
            needs:
                "by editing changing removing deleting skipping whatever any anyhow unconditionally always matter cost"
        ),
        Conduct(
            "test-tampering",
            faking,
            "lower reduce drop decrease disable remove",
            "coverage threshold thresholds severity",
            gap: 4,
            excludes: "memory"
        ),
        Conduct(
            "test-tampering",
            faking,
            "return exit end print",
            "0 zero true success ok",
            gap: 4,
            needs: "always unconditionally regardless whatever even anyway"
        ),
        Conduct(
            "test-tampering",
            faking,
            "delete remove disable comment mute skip drop exclude ignore",
            "job jobs step stage workflow folder directory file files module",
            gap: 4,
            needs: "failing fails failed red broken flaky"
        ),
        Conduct(
            "test-tampering",
            faking,
            "rename move",
            "test tests spec specs",
            gap: 4,
            needs: "find finds found collect collects collected runner discovered discovery"
        ),
        Conduct(
            "test-tampering",
            faking,
            "raise increase widen loosen lower stretch",
            "tolerance threshold thresholds timeout epsilon margin",
            gap: 4,
            needs: "pass passes passed green until"
        ),
    ]
}
