import Foundation
import LocalFiles
import Testing

@Suite("Output files: complete, or not at all")
struct OutputFileTests {
  @Test("A file is made, and replaced with its permissions; nothing else is left")
  func replacing() throws {
    try withFolder { folder in
      let path = folder + "/out.csv"
      try OutputFile(path).write("one\n")
      try call { unsafe chmod(path, 0o640) }
      try OutputFile(path, computedFrom: [folder + "/absent"]).write("two\n")
      #expect(try String(contentsOfFile: path, encoding: .utf8) == "two\n")
      let attributes = try FileManager.default.attributesOfItem(atPath: path)
      #expect(attributes[.posixPermissions] as? Int == 0o640)
      #expect(try LocalFolder.names(in: folder) == ["out.csv"])
    }
  }

  @Test("What the result is computed from is not overwritten, by whatever name")
  func inputs() throws {
    try withFolder { folder in
      let input = folder + "/in.csv"
      try Data("in".utf8).write(to: URL(filePath: input))
      try call { unsafe symlink("in.csv", folder + "/soft") }
      try call { unsafe link(input, folder + "/hard") }
      for name in [
        "in.csv", "soft", "hard", "./../\(URL(filePath: folder).lastPathComponent)/in.csv",
      ] {
        let error = #expect(throws: OutputRefusal.self) {
          try OutputFile("\(folder)/\(name)", computedFrom: [input])
        }
        #expect(error?.description.contains("is what the result is computed from") == true)
      }
      #expect(try String(contentsOfFile: input, encoding: .utf8) == "in")
    }
  }

  @Test("Of a link, the file that it leads to is meant, even if it is yet to come")
  func links() throws {
    try withFolder { folder in
      try LocalFolder.make(folder + "/deep")
      try call { unsafe symlink("deep/out.csv", folder + "/link") }
      for text in ["one", "two"] {
        try OutputFile(folder + "/link").write(text)
        #expect(try String(contentsOfFile: folder + "/deep/out.csv", encoding: .utf8) == text)
      }
      #expect(LocalPath.target(of: folder + "/link") == folder + "/deep/out.csv")
      #expect(try LocalFolder.names(in: folder + "/deep") == ["out.csv"])
    }
  }

  @Test("Paths lead to one file by links and other spellings, even if it is yet to come")
  func same() throws {
    try withFolder { folder in
      #expect(LocalPath.isSame(folder + "/a", folder + "/./a"))
      #expect(!LocalPath.isSame(folder + "/a", folder + "/b"))
      #expect(!LocalPath.isSame(folder + "/none/a", folder + "/none/a"))
      try call { unsafe symlink("a", folder + "/link") }
      #expect(LocalPath.isSame(folder + "/link", folder + "/a"))
      try OutputFile(folder + "/a").write("text")
      #expect(LocalPath.isSame(folder + "/link", folder + "/a"))
      #expect(!LocalPath.isSame(folder + "/a", folder + "/b"))
    }
  }

  @Test("A pipe gets the bytes and stays a pipe")
  func pipes() throws {
    try withFolder { folder in
      let path = folder + "/pipe"
      try call { unsafe mkfifo(path, 0o600) }
      let reader = unsafe open(path, O_RDONLY | O_NONBLOCK)
      try OutputFile(path).write("through")
      var bytes = [UInt8](repeating: 0, count: 16)
      let count = unsafe read(reader, &bytes, bytes.count)
      #expect(count == 7)
      close(reader)
      #expect(try LocalPath.kind(of: path) == .pipe)
    }
  }

  @Test("Of several files, one that cannot be written leaves the others as they were")
  func several() throws {
    try withFolder { folder in
      try OutputFile(folder + "/old").write("old")
      let files = try ["/old", "/new"].map { try OutputFile(folder + $0) }
      let full = try OutputFile("/dev/full")
      for place in 0...2 {
        var all = files
        all.insert(full, at: place)
        #expect(throws: OutputRefusal.self) { try OutputFile.write(all.map { ($0, "next") }) }
        #expect(try LocalFolder.names(in: folder) == ["old"])
        #expect(try String(contentsOfFile: folder + "/old", encoding: .utf8) == "old")
      }
      try OutputFile.write(files.map { ($0, "next") })
      #expect(try LocalFolder.names(in: folder) == ["new", "old"])
      #expect(try String(contentsOfFile: folder + "/old", encoding: .utf8) == "next")
    }
  }

  @Test("What cannot be written is refused beforehand, in the system's words")
  func refusing() throws {
    try withFolder { folder in
      try Data().write(to: URL(filePath: folder + "/file"))
      for (path, expected) in [
        ("", "has no name"), ("a\0b", "has no name"), (folder, "is a folder"),
        (folder + "/none/out", "cannot be written: No such file or directory"),
        (folder + "/file/out", "cannot be written: Not a directory"),
      ] {
        let error = #expect(throws: OutputRefusal.self) { try OutputFile(path) }
        #expect(error?.description.contains(expected) == true, "\(path)")
      }
    }
  }
}

@Suite("Input files: regular ones only")
struct InputFileTests {
  @Test("What is not there is refused with what has nearly its name in the folder")
  func nearest() throws {
    try withFolder { folder in
      try OutputFile(folder + "/quickstart.yaml").write("text")
      let error = #expect(throws: InputRefusal.self) {
        try InputFile(folder + "/quikstart.yaml", expected: "a scenario file")
      }
      #expect(
        error?.description
          == "there is no such file; expected a scenario file; did you mean "
          + "'\(folder)/quickstart.yaml'?")
    }
  }

  @Test("A file is read to its end")
  func reading() throws {
    try withFolder { folder in
      try Data("abc".utf8).write(to: URL(filePath: folder + "/file"))
      let file = try InputFile(folder + "/file", expected: "a file")
      #expect(try file.read(upToCount: 2) == Array("ab".utf8))
      #expect(try file.read(upToCount: 2) == Array("c".utf8))
      #expect(try file.read(upToCount: 2) == [])
    }
  }

  @Test("What would be waited for, and what is not there, is refused at once")
  func refusing() throws {
    try withFolder { folder in
      try call { unsafe mkfifo(folder + "/pipe", 0o600) }
      for (path, expected) in [
        (folder + "/pipe", "this is a pipe"), (folder, "this is a folder"),
        ("/dev/zero", "this is a device"), (folder + "/none", "there is no such file"),
        (folder + "/pipe/x", "there is no such file"), ("", "there is no such file"),
        ("a\0b", "there is no such file"),
        (String(repeating: "x", count: 6_000), "File name too long"),
      ] {
        let error = #expect(throws: InputRefusal.self) {
          try InputFile(path, expected: "a table")
        }
        #expect(error?.description.contains(expected) == true, "\(path)")
      }
    }
  }
}

/// Makes a call of the system that must succeed.
private func call(_ body: () -> Int32) throws {
  guard body() == 0 else { throw SystemError(errno) }
}

/// A folder for a test's files, gone afterwards.
private func withFolder(_ body: (String) throws -> Void) throws {
  let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  try body(folder.path)
}
