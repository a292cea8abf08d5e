"""Pictures of a film, in place of a camera."""

import io

import av


def pictures(film, rate):
    """JPEGs of a film at so many a second, each with its place in the film in seconds, width and height."""
    due = 0.0
    with av.open(film) as container:
        for frame in container.decode(video=0):
            if frame.time is not None and frame.time + 1e-6 >= due:
                due += 1 / rate
                jpeg = io.BytesIO()
                frame.to_image().save(jpeg, "JPEG", quality=92)
                yield jpeg.getvalue(), frame.time, frame.width, frame.height
