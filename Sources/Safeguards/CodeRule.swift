/// G7: code of any language that runs programs, talks to other machines or deletes files.
enum CodeRule {
    /// Returns the violations of the calls in `text` that are in nothing that a supporting session ran or wrote.
    static func violations(in text: SkillText, _ evidence: CommandEvidence) -> [Violation] {
        let blocks = text.codeBlocks.filter { !$0.isShell }.flatMap(\.lines)
        let documents = text.codeBlocks.filter(\.isShell).flatMap(\.lines)
        let spans = text.paragraphs.flatMap(\.spans)
        let sentences = text.passages.filter { !$0.isCode }.flatMap { called(in: $0.text) }
        return (blocks + documents + spans + sentences).compactMap { violation(in: $0, evidence) }
    }

    /// The words of a sentence that call something: a name with a bracket behind it, and a value in quotes or another call.
    private static func called(in sentence: String) -> [String] {
        sentence.split(whereSeparator: \.isWhitespace).map(String.init).filter { word in
            guard let bracket = word.firstIndex(of: "("), bracket > word.startIndex else { return false }
            let inside = word[word.index(after: bracket)...]
            return word[..<bracket].allSatisfy { $0.isLetter || $0.isNumber || "._:$".contains($0) }
                && inside.contains { "'\"([$".contains($0) }
        }
    }

    private static func violation(in line: String, _ evidence: CommandEvidence) -> Violation? {
        let code = PlainReading.folded(line).lowercased().filter { $0 != " " && $0 != "\t" }
        guard let call = calls.first(where: code.contains), !evidence.hasCode(line) else { return nil }
        return Violation("G7", "code-with-effects", .hold, "no supporting session ran this: \(call)", line)
    }

    private static let calls: [String] = [
        "os.system", "os.popen", "os.exec", "os.spawn", "subprocess", "popen(", "child_process", "execsync",
        "spawnsync",
        "spawn(", "shell_exec", "passthru(", "proc_open", "getruntime()", "processbuilder", "exec.command",
        "std::process",
        "command::new", "__import__", "importlib", "ctypes", "pickle.load", "marshal.load", "yaml.unsafe_load",
        "urlopen", "urlretrieve", "urllib.", "requests.get", "requests.post", "requests.put", "requests.request",
        "httpx.", "aiohttp", "http.get(", "http.request(", "https.get(", "fetch(\"", "fetch('", "fetch(`", "axios",
        "xmlhttprequest", "socket.socket", "socket.create", "net.connect", "net.createconnection", "ftplib", "smtplib",
        "paramiko", "webbrowser.open", "invoke-expression", "invoke-webrequest", "start-process", "downloadstring",
        "shutil.rmtree", "os.remove", "os.unlink", "os.chmod", "os.setuid", "os.putenv", "os.environ.update",
        "unlinksync",
        "rmsync(", "fs.rm(", "fs.unlink", "deletefile", "pip.main", "pip._internal", "open3.", "kernel.system",
        "builtins.exec", "exec(compile", "eval(input", "exec(open", "eval(base64", "exec(base64", "`curl", "fsockopen",
        "system($", "exec($", "eval($", "system(\"", "system('", "exec(\"", "exec('", "eval(\"", "eval('", "net::http",
        "lwp::", "websocket(",
        "deno.run", "newfunction(", "atob(",
        "bun.spawn", "io.popen", "os.execute", "runcommand(", "sys.settrace", "atexit.register", "mmap.mmap",
    ]
}
