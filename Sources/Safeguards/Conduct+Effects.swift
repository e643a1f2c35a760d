/// Shapes of orders about what lasts or is lost.
extension Conduct {
    private static let destroying = "the text wants more destroyed than work in progress"
    private static let lasting = "the text wants something set up that outlives the task"
    private static let rights = "the text asks for more rights"

    static let destructions: [Conduct] = [
        Conduct(
            "destructive",
            destroying,
            "delete erase wipe destroy purge drop overwrite format shred truncate remove reset nuke corrupt clear empty "
                + "encrypt",
            "repository repo home disk backups backup production branches everything drive partition filesystem "
                + "system volumes databases tables",
            gap: 5,
            needs: "all every entire whole everything home disk backups backup production drive partition filesystem "
                + "root complete databases history",
            excludes: "trailing nan null duplicate duplicates temporary generated cache"
        ),
        Conduct(
            "destructive",
            destroying,
            "delete erase wipe destroy purge rewrite squash drop overwrite",
            "history database commits",
            gap: 4,
            needs: "git entire whole all production old published"
        ),
        Conduct(
            "destructive",
            destroying,
            "stop kill terminate shut",
            "all every",
            gap: 2,
            needs: "processes services containers daemons sessions",
            excludes: "own test"
        ),
    ]

    static let persistences: [Conduct] = [
        Conduct(
            "persistence",
            lasting,
            "add append install register schedule create put write set enable insert configure hook plant drop load",
            "cron crontab cronjob startup autostart login boot logon launchd rc bashrc zshrc alias aliases systemd "
                + "scheduled background daemon watcher persistent permanently profile",
            gap: 6,
            needs:
                "every startup autostart login logon boot shell cron crontab cronjob launchd systemd profile rc bashrc "
                + "zshrc scheduled permanently persistent start starts daily hourly reboot",
            excludes: "never"
        ),
        Conduct(
            "persistence",
            lasting,
            "keep leave",
            "running open alive listening",
            gap: 4,
            needs: "background tunnel port listener after task session shell"
        ),
        Conduct(
            "persistence",
            lasting,
            "open expose forward publish listen bind",
            "port ports tunnel",
            gap: 4,
            needs: "internet public 0.0.0.0 outside external world firewall reverse tunnel everyone"
        ),
    ]

    static let privileges: [Conduct] = [
        Conduct(
            "privilege",
            rights,
            "run execute start launch use do log become switch open continue retry perform work",
            "root administrator superuser",
            gap: 5,
            excludes: "from in at project directory folder repository element node package "
                + "module cause"
        ),
        Conduct(
            "privilege",
            rights,
            "run execute start launch use get gain request grant give obtain escalate elevate with need",
            "elevated full unrestricted unlimited administrative root admin",
            gap: 4,
            needs: "privileges rights access permissions permission privilege capabilities mode"
        ),
        Conduct(
            "privilege",
            rights,
            "make set mark give grant chmod open change loosen",
            "world-writable writable "
                + "world-readable executable everyone 777 setuid suid",
            gap: 5,
            needs: "world-writable world-readable everyone 777 setuid suid anyone all",
            excludes: "not"
        ),
        Conduct(
            "privilege",
            rights,
            "disable remove without clear",
            "password passwordless",
            gap: 3,
            needs: "sudo login root account user"
        ),
    ]
}
