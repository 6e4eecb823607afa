import Evidence
import Testing

@testable import Journal

/// A number of draws is fixed in advance only if it was planned before the first draw.
@Suite struct PlanChangeTests {
    private func plan(_ draws: Int) -> RunPlan {
        var plan = Fixture.plan
        plan.plan(draws: draws, seen: 0)
        return plan
    }

    @Test func aPlanThatIsExtendedAfterDrawsKeepsTheFirstNumber() {
        var plan = plan(32)
        plan.plan(draws: 48, seen: 32)
        #expect(plan.change == PlanChange(planned: [32], seen: 32))
        plan.plan(draws: 64, seen: 48)
        #expect(plan.change == PlanChange(planned: [32], seen: 32))
        #expect(plan.draws == 64)
        #expect(plan.change?.words == "n=32 was planned, and changed when a prompt had 32 draws")
    }

    @Test func aPlanThatIsShrunkAfterDrawsIsNoPlan() {
        var plan = plan(64)
        plan.plan(draws: 40, seen: 64)
        #expect(plan.change == PlanChange(planned: [64], seen: 64))
    }

    @Test func aPlanMayChangeBeforeTheFirstDrawAndGoBackToTheFirstNumber() {
        var plan = plan(64)
        plan.plan(draws: 128, seen: 0)
        #expect(plan.change == nil && plan.draws == 128)
        plan.plan(draws: 256, seen: 7)
        #expect(plan.change != nil)
        plan.plan(draws: 128, seen: 200)
        #expect(plan.change == nil)
    }

    @Test func whatWasJoinedWasNotPlannedTogether() {
        var joined = plan(64)
        joined.join([plan(32), plan(32)])
        #expect(joined.change?.words == "runs of n=32 + 32 were joined")
        // Joined runs that are joined again keep what each part was planned for.
        var more = plan(96)
        more.join([joined, plan(16)])
        #expect(more.change?.planned == [32, 32, 16])
        // No continuation makes a plan of it.
        joined.plan(draws: 128, seen: 64)
        joined.plan(draws: 64, seen: 128)
        #expect(joined.change?.planned == [32, 32])
    }

    @Test func aPlanWithoutAChangeIsReadFromOlderFiles() throws {
        let folder = try TemporaryFolder()
        let journal = try Fixture.create(folder.file("a.run"))
        try journal.append(Fixture.draws("a", 0..<5) + Fixture.draws("b", 0..<3))
        #expect(try journal.mostDraws() == 5)
        var changed = journal.plan
        changed.plan(draws: 99, seen: try journal.mostDraws())
        try journal.setPlan(changed)
        try journal.close()
        let again = try Journal.open(at: folder.file("a.run"), mode: .readOnly)
        #expect(again.plan.change == PlanChange(planned: [32], seen: 5))
    }
}
