"""What people on the Telegram stand-in send besides words: files, albums, places, contacts, forwards, polls."""

from collections.abc import Sequence

from tests.standins import telegram_contents as contents
from tests.standins.telegram_markup import plain
from tests.standins.telegram_records import Json, StoredFile
from tests.standins.telegram_world import Chat

Picture = tuple[str, bytes]


class Sender(Chat):
    """A person as somebody who sends things. Each gesture returns the update; `reply_to` is a message answered."""

    first_name: str

    def sends(self, content: Json, *, file: StoredFile | None = None, reply_to: int | None = None) -> Json:
        """Queue a message with any content fields."""
        raise NotImplementedError

    def _sends_file(
        self,
        kind: str,
        filename: str,
        content: bytes,
        caption: str | None,
        mime: str,
        reply_to: int | None = None,
        **more: object,
    ) -> Json:
        file = self.world.store(kind, filename, content, mime)
        return self.sends({**contents.of_file(file), **contents.caption(caption), **more}, file=file, reply_to=reply_to)

    def sends_document(
        self, filename: str, content: bytes, caption: str | None = None, mime: str = "", *, reply_to: int | None = None
    ) -> Json:
        """Send a file; without `mime` it is guessed from the name."""
        return self._sends_file("document", filename, content, caption, mime, reply_to)

    def sends_photo(
        self,
        content: bytes = b"\xff\xd8\xff\xe0photo",
        caption: str | None = None,
        *,
        reply_to: int | None = None,
    ) -> Json:
        """Send a picture."""
        return self._sends_file("photo", "photo.jpg", content, caption, "image/jpeg", reply_to)

    def sends_voice(
        self, content: bytes = b"OggSvoice", caption: str | None = None, *, reply_to: int | None = None
    ) -> Json:
        """Send a voice message."""
        return self._sends_file("voice", "voice.oga", content, caption, "audio/ogg", reply_to)

    def sends_video(self, content: bytes = b"ftypvideo", caption: str | None = None) -> Json:
        """Send a film."""
        return self._sends_file("video", "film.mp4", content, caption, "video/mp4")

    def sends_video_note(self, content: bytes = b"ftypnote") -> Json:
        """Send a round video message."""
        return self._sends_file("video_note", "note.mp4", content, None, "video/mp4")

    def sends_audio(self, filename: str = "song.mp3", content: bytes = b"ID3song", caption: str | None = None) -> Json:
        """Send a piece of music."""
        return self._sends_file("audio", filename, content, caption, "audio/mpeg")

    def sends_animation(self, content: bytes = b"ftypcat", caption: str | None = None) -> Json:
        """Send a silent film that repeats; it comes as a document, too."""
        return self._sends_file("animation", "cat.mp4", content, caption, "video/mp4")

    def sends_sticker(self, content: bytes = b"RIFFsticker") -> Json:
        """Send a sticker."""
        return self._sends_file("sticker", "sticker.webp", content, None, "image/webp")

    def sends_album(self, items: Sequence[Picture], caption: str | None = None) -> list[Json]:
        """Send (file name, content) pairs as one album: several updates with one media_group_id."""
        group = self.world.new_id()
        return [
            self._sends_file(
                "photo" if name.lower().endswith((".jpg", ".jpeg", ".png")) else "document",
                name,
                content,
                None if number else caption,
                "",
                media_group_id=group,
            )
            for number, (name, content) in enumerate(items)
        ]

    def sends_poll(self, question: str = "When?", options: Sequence[str] = ("Monday", "Friday")) -> Json:
        """Send a poll."""
        return self.sends(contents.poll(self.world.new_id(), question, list(options)))

    def sends_venue(
        self,
        title: str = "Café",
        address: str = "Main Street 1",
        latitude: float = 52.52,
        longitude: float = 13.405,
    ) -> Json:
        """Send a place with a name."""
        place = contents.location(latitude, longitude)
        return self.sends({**place, "venue": {**place, "title": title, "address": address}})

    def sends_location(self, latitude: float = 52.52, longitude: float = 13.405) -> Json:
        """Send a place."""
        return self.sends(contents.location(latitude, longitude))

    def sends_contact(self, phone: str = "+4915112345678", *, user_id: int | None = None, name: str = "") -> Json:
        """Send a contact card; without `user_id` it is the own one (as the request_contact button sends it)."""
        number = self.id if user_id is None else user_id
        return self.sends(contents.contact(phone, name or self.first_name, number or None))

    def forwards(self, text: str, *, author: str = "Somebody") -> Json:
        """Forward what somebody else wrote."""
        origin = {"type": "hidden_user", "sender_user_name": author, "date": int(self.world.clock()) - 60}
        return self.sends({**plain(text).fields(), "forward_origin": origin})

    def forwards_document(self, filename: str, content: bytes, caption: str | None = None) -> Json:
        """Forward a file that somebody else sent."""
        origin = {"type": "hidden_user", "sender_user_name": "Somebody", "date": int(self.world.clock()) - 60}
        return self._sends_file("document", filename, content, caption, "", forward_origin=origin)

    def sends_story(self) -> Json:
        """Forward a story."""
        return self.sends({"story": {"chat": self.json(), "id": 7}})
