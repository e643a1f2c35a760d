/// Files that matter because of their path.
enum SecretPlace {
    /// Whether `path` is a file that holds credentials.
    static func isSecret(_ path: String) -> Bool {
        let path = path.lowercased()
        let name = path.split(separator: "/").last.map(String.init) ?? path
        let names: Set<String> = [
            ".env", ".netrc", ".git-credentials", ".npmrc", ".pypirc", "credentials", "shadow", "id_rsa", "id_ed25519",
            "id_ecdsa", "wallet.dat", ".bash_history", ".zsh_history", "environ", ".pgpass", "kubeconfig", ".ssh",
            ".aws", ".gnupg",
        ]
        return names.contains(name) || name.hasPrefix(".env.") && !name.hasSuffix(".example") || name.hasSuffix(".pem")
            || [".ssh/", ".aws/", ".gnupg/", ".kube/config", ".docker/config.json", ".config/gcloud"].contains {
                path.contains($0)
            }
    }

    /// Whether a file at `path` runs later by itself, or tells an agent what to do.
    static func isStartup(_ path: String) -> Bool {
        let path = path.lowercased()
        let places = [
            ".bashrc", ".zshrc", ".profile", ".bash_profile", ".zprofile", ".zshenv", ".bash_login", "/etc/cron",
            "/etc/profile", "rc.local", "/etc/systemd/", ".config/systemd/", ".config/autostart", "launchagents",
            "launchdaemons", "authorized_keys", "/etc/sudoers", "ld.so.preload", ".git/hooks/", "claude.md",
            "agents.md",
            "gemini.md", ".cursorrules", ".claude/settings", "mcp.json", "/etc/hosts", "/etc/pam", "sitecustomize.py",
        ]
        return places.contains { path.contains($0) }
    }
}
