extension ThrowingTaskGroup where ChildTaskResult == Void, Failure == any Error {
    /// Waits while each task follows a part of the log: until all have ended, or one has failed.
    ///
    /// `waitForAll` waits for the others before it tells of a failure, and those that follow never end. What was
    /// cancelled has ended without a failure.
    ///
    /// - Throws: the first failure.
    package mutating func whileFollowing() async throws {
        do {
            while try await next() != nil {}
        } catch let error as EventLogError {
            guard error.reason == .cancelled else { throw error }
        }
    }
}
