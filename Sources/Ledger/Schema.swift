internal import GRDB

/// The tables, as migrations: a released one is never changed.
enum Schema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 base") { db in try db.execute(sql: first) }
        migrator.registerMigration("2 artifacts") { db in try db.execute(sql: artifacts) }
        // A migration keeps its name. words: allow
        migrator.registerMigration("3 losses and forgotten sessions") { db in try db.execute(sql: third) }
        migrator.registerMigration("4 evaluation runs") { db in
            try db.execute(
                sql: "CREATE TABLE evaluation_run (key TEXT PRIMARY KEY, output BLOB NOT NULL) WITHOUT ROWID"
            )
        }
        migrator.registerMigration("5 tool results") { db in
            try db.execute(
                sql: """
                    CREATE TABLE tool_result (key TEXT PRIMARY KEY, evolution TEXT NOT NULL, result BLOB NOT NULL)
                    WITHOUT ROWID
                    """
            )
        }
        migrator.registerMigration("6 states in columns, forms with versions", migrate: StateMigration.run)
        migrator.registerMigration("7 labels") { db in try db.execute(sql: labels) }
        migrator.registerMigration("8 positions in the history") { db in
            try db.execute(sql: "CREATE TABLE position (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID")
        }
        migrator.registerMigration("9 analyses of episodes by models") { db in try db.execute(sql: analyses) }
        migrator.registerMigration("10 occurrences") { db in
            try db.execute(sql: "ALTER TABLE episode ADD COLUMN occurrences TEXT NOT NULL DEFAULT '[]'")
        }
        migrator.registerMigration("11 cost of sessions") { db in
            try db.execute(sql: "ALTER TABLE session ADD COLUMN cost REAL")
        }
        migrator.registerMigration("12 pools as numbers", migrate: PoolMigration.run)
        return migrator
    }

    /// Which model an episode was read by or failed with, and which figures of calls are estimates.
    private static let analyses = """
        ALTER TABLE episode ADD COLUMN read_by TEXT NOT NULL DEFAULT '';
        ALTER TABLE episode ADD COLUMN failed_by TEXT NOT NULL DEFAULT '';
        ALTER TABLE episode ADD COLUMN failures INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE model_call ADD COLUMN estimated INTEGER NOT NULL DEFAULT 0;
        UPDATE episode SET read_by = 'before 0.2' WHERE state = 'done' AND evolution IN
            (SELECT evolution FROM model_call WHERE role LIKE 'analyse%' AND response IS NOT NULL);
        UPDATE model_call SET estimated = 1
            WHERE response IS NULL OR provider = 'handoff' OR provider LIKE 'command %';
        """

    /// The artifacts of a trajectory. Digests are of manifests in the archive; the command is redacted, for people.
    private static let artifacts = """
        CREATE TABLE artifacts (
            trajectory TEXT PRIMARY KEY,
            manifest TEXT,
            files INTEGER NOT NULL,
            size INTEGER NOT NULL,
            check_files TEXT,
            check_command TEXT,
            shared INTEGER NOT NULL,
            note TEXT NOT NULL
        ) WITHOUT ROWID;
        """

    /// What label files said, and where: an episode's task was all that told of a task's identifier.
    private static let labels = """
        ALTER TABLE session ADD COLUMN task_id TEXT;
        ALTER TABLE session ADD COLUMN trial TEXT;
        ALTER TABLE session ADD COLUMN label_path TEXT;
        ALTER TABLE session ADD COLUMN labelled REAL;
        ALTER TABLE trajectory ADD COLUMN labels TEXT NOT NULL DEFAULT '[]';
        ALTER TABLE kept_file ADD COLUMN labels TEXT NOT NULL DEFAULT '';
        UPDATE session SET task_id =
            (SELECT substr(task, 4) FROM episode WHERE episode.session = session.id AND task LIKE 'id:%' LIMIT 1);
        """

    private static let first = """
        CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

        CREATE TABLE trajectory (
            digest TEXT PRIMARY KEY,
            name TEXT NOT NULL,
            inbox TEXT NOT NULL,
            path TEXT NOT NULL,
            size INTEGER NOT NULL,
            format TEXT NOT NULL,
            state TEXT NOT NULL,
            reason TEXT NOT NULL DEFAULT '',
            detail TEXT NOT NULL DEFAULT '',
            received REAL NOT NULL,
            sessions INTEGER NOT NULL DEFAULT 0
        );
        CREATE INDEX trajectory_state ON trajectory (state);

        -- Files that stay where they are, and what they looked like when they were read.
        CREATE TABLE place (
            path TEXT PRIMARY KEY,
            size INTEGER NOT NULL,
            modified INTEGER NOT NULL,
            inode INTEGER NOT NULL,
            digest TEXT NOT NULL
        ) WITHOUT ROWID;

        CREATE TABLE session (
            id TEXT PRIMARY KEY,
            root TEXT NOT NULL,
            trajectory TEXT NOT NULL,
            format TEXT NOT NULL,
            agent TEXT NOT NULL,
            model TEXT,
            workspace TEXT,
            task TEXT,
            outcome TEXT NOT NULL,
            reward REAL,
            outcome_source TEXT NOT NULL,
            outcome_detail TEXT,
            started REAL,
            ended REAL,
            records INTEGER NOT NULL,
            steps INTEGER NOT NULL,
            calls INTEGER NOT NULL,
            errors INTEGER NOT NULL,
            tokens INTEGER NOT NULL,
            skills TEXT NOT NULL,
            notes TEXT NOT NULL,
            sketch TEXT NOT NULL,
            state TEXT NOT NULL,
            reason TEXT NOT NULL DEFAULT ''
        );
        CREATE INDEX session_root ON session (root);
        CREATE INDEX session_trajectory ON session (trajectory);

        CREATE TABLE episode (
            session TEXT NOT NULL,
            number INTEGER NOT NULL,
            root TEXT NOT NULL,
            trajectory TEXT NOT NULL,
            format TEXT NOT NULL,
            task TEXT NOT NULL,
            request TEXT NOT NULL,
            source TEXT NOT NULL,
            workspace TEXT,
            route TEXT,
            outcome TEXT NOT NULL,
            findings TEXT NOT NULL,
            traits TEXT NOT NULL,
            sketch TEXT NOT NULL,
            analyst TEXT NOT NULL,
            state TEXT NOT NULL,
            reason TEXT NOT NULL DEFAULT '',
            evolution TEXT,
            PRIMARY KEY (session, number)
        ) WITHOUT ROWID;
        CREATE INDEX episode_state ON episode (state);

        CREATE TABLE lesson (
            id TEXT PRIMARY KEY,
            skill TEXT NOT NULL,
            state TEXT NOT NULL,
            reason TEXT NOT NULL DEFAULT '',
            fingerprint TEXT NOT NULL,
            content TEXT NOT NULL,
            revision INTEGER,
            evolution TEXT NOT NULL,
            updated REAL NOT NULL
        );
        CREATE INDEX lesson_skill ON lesson (skill, state);

        CREATE TABLE evolution (
            id TEXT PRIMARY KEY,
            started REAL NOT NULL,
            ended REAL,
            state TEXT NOT NULL,
            summary TEXT NOT NULL DEFAULT '{}',
            -- The episodes that were looked at, so that the evolution can be run again.
            inputs TEXT NOT NULL DEFAULT '[]'
        );

        CREATE TABLE revision (
            skill TEXT NOT NULL,
            number INTEGER NOT NULL,
            evolution TEXT NOT NULL,
            commit_id TEXT NOT NULL,
            base TEXT NOT NULL,
            published REAL NOT NULL,
            state TEXT NOT NULL,
            lessons TEXT NOT NULL,
            PRIMARY KEY (skill, number)
        ) WITHOUT ROWID;

        CREATE TABLE intent (
            id TEXT PRIMARY KEY,
            evolution TEXT NOT NULL,
            skill TEXT NOT NULL,
            reference TEXT NOT NULL,
            parent TEXT NOT NULL,
            tip TEXT NOT NULL,
            content TEXT NOT NULL,
            state TEXT NOT NULL,
            created REAL NOT NULL
        );

        CREATE TABLE model_call (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            key TEXT NOT NULL,
            evolution TEXT,
            role TEXT NOT NULL,
            provider TEXT NOT NULL,
            model TEXT NOT NULL,
            settings TEXT NOT NULL,
            response BLOB,
            outcome TEXT NOT NULL,
            prompt_tokens INTEGER NOT NULL,
            cached_tokens INTEGER NOT NULL,
            completion_tokens INTEGER NOT NULL,
            cost REAL NOT NULL,
            seconds REAL NOT NULL,
            tries INTEGER NOT NULL,
            called REAL NOT NULL
        );
        CREATE INDEX model_call_key ON model_call (key);
        CREATE INDEX model_call_called ON model_call (called);
        """

    private static let third = """
        -- What an evolution's models were asked for and that is in no lesson, and lessons that contradict each other.
        CREATE TABLE loss (
            evolution TEXT NOT NULL,
            number INTEGER NOT NULL,
            stage TEXT NOT NULL,
            code TEXT NOT NULL,
            reason TEXT NOT NULL,
            session TEXT,
            lessons TEXT NOT NULL DEFAULT '[]',
            PRIMARY KEY (evolution, number)
        ) WITHOUT ROWID;
        CREATE INDEX loss_stage ON loss (stage);

        -- Sessions and files that a person had removed: they are not ingested again.
        CREATE TABLE forgotten (
            -- `session` or `trajectory`
            kind TEXT NOT NULL,
            id TEXT NOT NULL,
            forgotten REAL NOT NULL,
            PRIMARY KEY (kind, id)
        ) WITHOUT ROWID;

        -- The last model call that was known when an evolution ended: what its replay may know.
        ALTER TABLE evolution ADD COLUMN last_call INTEGER;
        UPDATE evolution SET last_call =
            (SELECT coalesce(max(number), 0) FROM model_call WHERE called <= evolution.ended);
        """
}
